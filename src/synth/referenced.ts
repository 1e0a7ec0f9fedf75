import { Construct } from 'constructs';
import type { PlainObject } from '../lowering/plain';
import type { _EmbeddedMetadata } from '../task-declaration';

/** A Task or Pipeline that is not made here: it is referred to, and only its declaration is known. */
export abstract class Referenced<Declaration> extends Construct {
  constructor(
    scope: Construct, id: string,
    private readonly target: PlainObject, protected readonly label: string, protected readonly declaration: Partial<Declaration> = {},
  ) {
    super(scope, id);
  }

  /** @internal */
  public _target(): PlainObject {
    return this.target;
  }

  /** @internal */
  public _embeddedMetadata(): _EmbeddedMetadata {
    return {};
  }
}
