import type { Call } from '../../../http-client/call';

/** Something that is good for a while, a token for example. */
export interface Lease<T> {
  readonly value: T;
  /** @default - for ever */
  readonly expires?: Date;
}

/** Renewed so long before it expires that no request is under way with it then: milliseconds. */
const MARGIN = 5 * 60_000;

/** Keeps a value until shortly before it expires. Who asks while it is being got waits for the same one. */
export class Expiring<T> {
  #current: Promise<Lease<T>> | undefined;

  constructor(private readonly renew: (call: Call) => Promise<Lease<T>>) {}

  /** @throws what the renewal throws; the next one asks anew */
  public async get(call: Call): Promise<T> {
    const current = this.#current && await this.#current;
    if (current && isFresh(current)) return current.value;
    this.#current = undefined;
    return (await this.renewed(call)).value;
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
