import type { Call } from '../../../http-client/call';

/** Something that is good for a while, a token for example. */
export interface Lease<T> {
  readonly value: T;
  /** @default - for ever */
  readonly expires?: Date;
}

/** Renewed so long before it expires, in milliseconds. Metadata servers themselves keep tokens until about 5 minutes before. */
const MARGIN = 2 * 60_000;

/** Keeps a value until shortly before it expires. Who asks while it is being got waits for the same one. */
export class Expiring<T> {
  #current: Promise<Lease<T>> | undefined;

  constructor(private readonly renew: (call: Call) => Promise<Lease<T>>) {}

  /** @throws what the renewal throws; the next one asks anew */
  public async get(call: Call): Promise<T> {
    const current = this.#current;
    if (current === undefined) return (await this.renewed(call)).value;
    const lease = await current;
    if (isFresh(lease)) return lease.value;
    // of many who find it stale, one renews it
    if (this.#current === current) this.#current = undefined;
    return this.get(call);
  }

  /** Takes the value for spoilt. */
  public forget(): void {
    this.#current = undefined;
  }

  private renewed(call: Call): Promise<Lease<T>> {
    const renewal = this.renew(call);
    this.#current = renewal;
    renewal.catch(() => {
      if (this.#current === renewal) this.#current = undefined;
    });
    return renewal;
  }
}

function isFresh({ expires }: Lease<unknown>): boolean {
  return expires === undefined || expires.getTime() - MARGIN > Date.now();
}
