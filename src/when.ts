import type { PlainWhen } from './lowering/plain';
import { Reference } from './reference';

/** A condition on which a task or a step runs. Several must all hold. */
export class When {
  /** Holds when the input is one of the values. */
  public static isIn(input: string | Reference, values: Array<string | Reference>): When {
    return new When({ input: input.toString(), operator: 'in', values: values.map(String) }, [input, ...values]);
  }

  /** Holds when the input is none of the values. */
  public static notIn(input: string | Reference, values: Array<string | Reference>): When {
    return new When({ input: input.toString(), operator: 'notin', values: values.map(String) }, [input, ...values]);
  }

  /** Holds when the expression is true. Alpha: needs Tekton's feature flag `enable-cel-in-whenexpression`; tasks only. */
  public static cel(expression: string): When {
    return new When({ cel: expression }, []);
  }

  /** @internal */
  public readonly _plain: PlainWhen;
  /** @internal */
  public readonly _values: readonly unknown[];

  private constructor(plain: PlainWhen, values: readonly unknown[]) {
    this._plain = plain;
    this._values = values;
  }
}
