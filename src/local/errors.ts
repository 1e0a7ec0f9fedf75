/**
 * The input cannot be run: a wrong option, an invalid document, or something this runner does not have.
 *
 * Nothing was executed when it is thrown. The message says where, what was expected and how to fix it.
 */
export class RunInputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RunInputError';
  }
}

/**
 * A TaskRun cannot go on, in a way that Tekton reports on the TaskRun.
 *
 * `reason` is the word that a cluster would show in the TaskRun's condition.
 */
export class TaskRunError extends Error {
  constructor(readonly reason: string, message: string) {
    super(message);
    this.name = 'TaskRunError';
  }
}
