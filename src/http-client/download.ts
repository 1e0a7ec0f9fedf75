import { finished, Readable } from 'stream';
import { discard } from './body';
import { seconds, type Call } from './call';
import { TransferError } from './errors';
import type { HttpResponse } from './exchange';
import { networkError } from './network-error';
import { Watchdog } from './watchdog';

/** What a download needs to know. */
export interface DownloadPlan {
  /** For errors: `blob '...' of '...'`. */
  readonly name: string;
  /** Size of the whole content. @default - what the first answer says */
  readonly size?: number;
  /** First byte wanted. */
  readonly start: number;
  /** Asks for the content, perhaps with a Range header; answered with 200, 206 or 416. */
  readonly open: (range: string | undefined) => Promise<HttpResponse>;
  readonly call: Call;
}

/**
 * The bytes of an object, not verified.
 *
 * A connection that breaks or stalls is replaced where it broke off, with a
 * Range request; servers that ignore Range are read again up to there. Only
 * tries without any progress count against the limit. Time in which the reader
 * takes nothing is not a stall.
 */
export class Download extends Readable {
  /** Opens a download; a first failure is thrown here, later ones are errors of the stream. */
  static async open(plan: DownloadPlan): Promise<Readable> {
    const response = await plan.call.retry(() => request(plan, plan.start, plan.size));
    const download = new Download(plan);
    try {
      download.attach(response);
    } catch (error) {
      download.destroy();
      throw error;
    }
    return download;
  }

  #position: number;
  #size: number | undefined;
  #skip = 0;
  #fruitless = 0;
  #body: Readable | undefined;
  readonly #watchdog: Watchdog;
  readonly #onAbort: () => void;

  private constructor(private readonly plan: DownloadPlan) {
    super();
    this.#position = plan.start;
    this.#size = plan.size;
    this.#watchdog = new Watchdog((timeout) => this.#body?.destroy(
      new TransferError('TIMEOUT', `${plan.name} sent nothing for ${seconds(timeout)}`)));
    this.#onAbort = () => this.destroy(plan.call.ended());
    plan.call.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  override _read(): void {
    if (this.#body !== undefined) {
      this.#watchdog.arm(this.plan.call.timing.stallTimeout);
      this.#body.resume();
    }
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#watchdog.disarm();
    this.plan.call.signal.removeEventListener('abort', this.#onAbort);
    this.#body?.destroy();
    callback(error);
  }

  private attach(response: HttpResponse): void {
    const { body } = response;
    this.#body = body;
    this.#skip = this.checkStart(response);
    this.#watchdog.arm(this.plan.call.timing.stallTimeout);
    body.on('data', (chunk: Buffer) => this.accept(chunk));
    finished(body, (error) => void this.detach(error ?? undefined, response.url));
  }

  /** Reads from the head of the answer where it starts. Returns the bytes to leave out. */
  private checkStart({ status, headers }: HttpResponse): number {
    const range = status === 206 ? parseContentRange(headers['content-range']) : undefined;
    const start = status === 206 ? range?.start : 0;
    if (start !== (status === 206 ? this.#position : 0)) {
      throw new TransferError('INVALID_RESPONSE', `${this.plan.name} was asked for from byte ${this.#position}, but the server sends ${headers['content-range'] ?? 'no Content-Range'}`);
    }
    const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
    const size = status === 206 ? range?.size : length;
    if (this.#size !== undefined && size !== undefined && size !== this.#size) {
      throw new TransferError('SIZE_MISMATCH', `${this.plan.name} is to have ${this.#size} bytes, but has ${size} in the store`);
    }
    this.#size ??= size;
    if (this.#size !== undefined && this.#position > this.#size) {
      throw new TransferError('SIZE_MISMATCH', `${this.plan.name} has ${this.#size} bytes, so there is nothing from byte ${this.#position}`);
    }
    return status === 206 ? 0 : this.#position;
  }

  private accept(chunk: Buffer): void {
    const fresh = chunk.subarray(Math.min(this.#skip, chunk.length));
    this.#skip -= chunk.length - fresh.length;
    this.#position += fresh.length;
    if (this.#size !== undefined && this.#position > this.#size) {
      this.destroy(new TransferError('SIZE_MISMATCH', `${this.plan.name} is to have ${this.#size} bytes, but the server sends more`));
      return;
    }
    if (fresh.length > 0) {
      this.#fruitless = 0;
    }
    if (fresh.length > 0 && !this.push(fresh)) {
      this.#body?.pause();
      this.#watchdog.disarm();
    } else {
      this.#watchdog.arm(this.plan.call.timing.stallTimeout);
    }
  }

  private async detach(error: Error | undefined, url: URL): Promise<void> {
    this.#body = undefined;
    this.#watchdog.disarm();
    if (this.destroyed) {
      return;
    }
    if (this.#position === this.#size || (error === undefined && this.#size === undefined)) {
      this.push(null);
      return;
    }
    await this.resumeAfter(error === undefined
      ? new TransferError('UNAVAILABLE', `${this.plan.name} broke off after ${this.#position} of ${this.#size} bytes`)
      : networkError(error, url));
  }

  private async resumeAfter(failure: TransferError): Promise<void> {
    const { call } = this.plan;
    let last: unknown = failure;
    while (!this.destroyed) {
      try {
        await call.pauseAfter(last, this.#fruitless);
      } catch (error) {
        this.destroy(error as Error);
        return;
      }
      this.#fruitless += 1;
      try {
        const response = await request(this.plan, this.#position, this.#size);
        if (this.destroyed) {
          response.body.destroy();
        } else {
          this.attach(response);
        }
        return;
      } catch (error) {
        last = error;
      }
    }
  }
}

/** Asks for the rest of a content. Some servers know no open range (go-containerregistry), some none at all. */
async function request(plan: DownloadPlan, start: number, size: number | undefined): Promise<HttpResponse> {
  const whole = start === 0 || start === size;
  const response = await plan.open(whole ? undefined : `bytes=${start}-${size === undefined ? '' : size - 1}`);
  if (response.status !== 416) {
    return response;
  }
  await discard(response, plan.call);
  return plan.open(undefined);
}

function parseContentRange(header: string | undefined): { start: number; size?: number } | undefined {
  const match = /^bytes ([0-9]+)-[0-9]+\/([0-9]+|\*)$/.exec(header ?? '');
  if (match === null) {
    return undefined;
  }
  return { start: Number(match[1]), ...(match[2] === '*' ? {} : { size: Number(match[2]) }) };
}
