/** The fields of a step with which the pack is content, for the examples of rules. */
export const STEP = 'name: build, image: busybox, computeResources: {requests: {memory: 64Mi}}';

/** A step of a Task with which the pack is content. */
export const DONE_STEP = `{${STEP}, command: [make]}`;
