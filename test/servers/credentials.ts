/** The user that test servers with authentication know. */
export const USERNAME = 'tester';
export const PASSWORD = 'correct horse battery';

/** A line of an htpasswd file for that user, with the cheapest bcrypt there is. */
export const HTPASSWD = `${USERNAME}:$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS\n`;
