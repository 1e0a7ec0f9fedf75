import { Construct } from 'constructs';
import type { IPipeline } from '../pipeline-declaration';
import type { ITask } from '../task-declaration';

/*
 * What Tasks and Pipelines need of each other is internal. TypeScript sees it; to other languages any construct is an
 * ITask and an IPipeline, as no public member tells them apart.
 */

/** Tells whether something is a Task. */
export function isTask(value: unknown): value is ITask {
  return Construct.isConstruct(value) && '_contract' in value && '_makeConditional' in value;
}

/** Tells whether something is a Pipeline. */
export function isPipeline(value: unknown): value is IPipeline {
  return Construct.isConstruct(value) && '_contract' in value && !isTask(value);
}
