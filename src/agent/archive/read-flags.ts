import { constants } from 'fs';

/** How files of a step are opened: never through a link, which could lead to the agent's credentials, and never waiting for the writer of a pipe. */
export const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
