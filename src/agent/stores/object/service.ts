import type { ContentSource } from '../../../contract/content-source';
import { discard, readBody } from '../../../http-client/body';
import type { Call } from '../../../http-client/call';
import type { TransferError } from '../../../http-client/errors';
import type { HttpRequest, HttpResponse } from '../../../http-client/exchange';
import type { Transport } from '../../../http-client/transport';
import { explained, failedAnswer } from './failed-answer';

/** Puts on requests what proves who asks. */
export interface Signer {
  /** @param now the time by the clock of the service */
  sign(request: HttpRequest, now: Date, call: Call): Promise<HttpRequest>;
  /** The service refused what was put on a request. @returns whether there may be something better */
  refused(): boolean;
  /** What must not be shown when the service echoes it. */
  secrets(): readonly string[];
  /** When nothing was put on the last request: why, for whoever is refused. @returns undefined when something was, or the reason is not known */
  missing?(): string | undefined;
}

/** A request to a service. */
export interface ServiceRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  /** @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: ContentSource;
  /** Answers that are no failure. */
  readonly expect: readonly number[];
}

/** More than that apart, signatures are refused: the clock of the service counts. Milliseconds. */
const CLOCK_TOLERANCE = 60_000;

/** Most bytes of an answer that is no object. */
const DOCUMENT_LIMIT = 16 * 1024 * 1024;

/**
 * Sends signed requests to a service, again while they fail for a passing reason.
 *
 * A request that was refused is repeated once where the clocks are apart, or where newer credentials can be had.
 */
export class Service {
  /** By how much the clock of the service is ahead of ours, in milliseconds. */
  #ahead = 0;

  constructor(private readonly transport: Transport, private readonly signer: Signer) {}

  /** Sends a request. The body of the answer has to be read. */
  public request(request: ServiceRequest, call: Call): Promise<HttpResponse> {
    return call.retry(() => this.requestOnce(request, call));
  }

  /** Sends a request whose answer has no body of interest. */
  public async command(request: ServiceRequest, call: Call): Promise<HttpResponse> {
    const response = await this.request(request, call);
    await discard(response, call);
    return response;
  }

  /** Sends a request and reads the answer, again as a whole while one of both fails. */
  public document(request: ServiceRequest, call: Call, limit = DOCUMENT_LIMIT): Promise<{ readonly response: HttpResponse; readonly body: Buffer }> {
    return call.retry(async () => {
      const response = await this.requestOnce(request, call);
      return { response, body: await readBody(response, limit, call) };
    });
  }

  /** Sends a request for the only time, but for a second one after a refusal that can be mended. */
  public async requestOnce(request: ServiceRequest, call: Call): Promise<HttpResponse> {
    const first = await this.send(request, call);
    if (request.expect.includes(first.status)) return first;
    const failure = await this.failed(first, call);
    if (!this.canMend(request, first, failure)) throw failure;
    const second = await this.send(request, call);
    if (request.expect.includes(second.status)) return second;
    throw await this.failed(second, call);
  }

  /** An error from an answer whose body is read. */
  public explain(response: HttpResponse, body: Buffer): TransferError {
    return explained(response, body, this.signer.secrets(), this.signer.missing?.());
  }

  public close(): void {
    this.transport.close();
  }

  private failed(response: HttpResponse, call: Call): Promise<TransferError> {
    return failedAnswer(response, this.signer.secrets(), call, this.signer.missing?.());
  }

  private async send({ method, url, headers = {}, body }: ServiceRequest, call: Call): Promise<HttpResponse> {
    const signed = await this.signer.sign({ method, url, headers, body }, new Date(Date.now() + this.#ahead), call);
    return this.transport.send(signed, call);
  }

  private canMend({ method }: ServiceRequest, response: HttpResponse, failure: TransferError): boolean {
    // S3 has no words for a HEAD: that a token has expired is a bare 400
    const isRefusal = failure.code === 'UNAUTHORIZED' || failure.code === 'DENIED' || (method === 'HEAD' && failure.status === 400);
    return isRefusal && (this.adoptClock(response) || this.signer.refused());
  }

  /** Takes over the clock of the service when ours is far off. @returns whether it did */
  private adoptClock({ headers }: HttpResponse): boolean {
    const ahead = Date.parse(headers.date ?? '') - Date.now();
    if (Number.isNaN(ahead) || Math.abs(ahead - this.#ahead) < CLOCK_TOLERANCE) return false;
    this.#ahead = ahead;
    return true;
  }
}
