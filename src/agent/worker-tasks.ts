import { extractTask } from './archive/extract-task';
import { packTask } from './archive/pack-task';

/** What a worker thread of the agent can be told to do, by name: functions cannot be sent to a thread. */
export const WORKER_TASKS = {
  pack: packTask,
  extract: extractTask,
} as const;

/** The name of a worker task. */
export type WorkerTaskName = keyof typeof WORKER_TASKS;

/** What the task is given. */
export type WorkerTaskData<Name extends WorkerTaskName> = Parameters<typeof WORKER_TASKS[Name]>[0];

/** What the task returns. */
export type WorkerTaskResult<Name extends WorkerTaskName> = ReturnType<typeof WORKER_TASKS[Name]>;
