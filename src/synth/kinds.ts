import { Construct } from 'constructs';
import type { IPipeline } from '../pipeline-declaration';
import type { ITask } from '../task-declaration';

/*
 * To the compiler any construct is an ITask and an IPipeline: what they need of each other is internal, so no public
 * member tells them apart.
 */

/** Tells whether something is a Task. */
export function isTask(value: unknown): value is ITask {
  return Construct.isConstruct(value) && '_contract' in value && '_makeConditional' in value;
}

/** Tells whether something is a Pipeline. */
export function isPipeline(value: unknown): value is IPipeline {
  return Construct.isConstruct(value) && '_contract' in value && !isTask(value);
}
