import * as kplus from 'cdk8s-plus-27';
import type { PlainObject } from './lowering/plain';
import { compact } from './lowering/plain';

/** What a container asks for and may use, as Kubernetes quantities by resource: `{ cpu: '250m', memory: '64Mi' }`. */
export interface ComputeResourcesOptions {
  /**
   * What the scheduler reserves.
   * @default - the namespace's LimitRange
   */
  readonly requests?: { [resource: string]: string };
  /**
   * What it may use.
   * @default - the namespace's LimitRange
   */
  readonly limits?: { [resource: string]: string };
}

/** @see resource.ParseQuantity of Kubernetes' apimachinery */
const QUANTITY = /^\+?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** The compute resources of a step, a sidecar or a whole Task. */
export class ComputeResources {
  /** Quantities as Kubernetes writes them. */
  public static of(options: ComputeResourcesOptions): ComputeResources {
    return new ComputeResources(options);
  }

  /** The values of cdk8s-plus: `{ cpu: { request: Cpu.millis(250) }, memory: { limit: Size.mebibytes(64) } }`. */
  public static fromContainerResources(resources: kplus.ContainerResources): ComputeResources {
    const { cpu, memory, ephemeralStorage } = resources;
    const storage = (size: typeof memory extends undefined ? never : NonNullable<typeof memory>['request']) => size && `${size.toMebibytes()}Mi`;
    return new ComputeResources({
      requests: known({ 'cpu': cpu?.request?.amount, 'memory': storage(memory?.request), 'ephemeral-storage': storage(ephemeralStorage?.request) }),
      limits: known({ 'cpu': cpu?.limit?.amount, 'memory': storage(memory?.limit), 'ephemeral-storage': storage(ephemeralStorage?.limit) }),
    });
  }

  private constructor(private readonly options: ComputeResourcesOptions) {
    for (const [kind, amounts] of Object.entries<ComputeResourcesOptions['limits']>({ ...options })) {
      for (const [resource, amount] of Object.entries(amounts ?? {})) {
        if (!QUANTITY.test(amount)) throw new Error(`${kind} of compute resources have ${resource} '${amount}', expected a quantity such as '512Mi', '250m' or '2'`);
      }
    }
  }

  /** @internal */
  public _toPlain(): PlainObject {
    return compact<PlainObject>({ requests: this.options.requests, limits: this.options.limits });
  }
}

function known(amounts: { [resource: string]: string | undefined }): { [resource: string]: string } | undefined {
  const set = Object.entries(amounts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return set.length ? Object.fromEntries(set) : undefined;
}
