import type { Readable } from 'stream';
import { Call } from '../../../http-client/call';
import { Download } from '../../../http-client/download';
import { TransferError } from '../../../http-client/errors';
import type { HttpResponse } from '../../../http-client/exchange';
import { naming } from '../../../http-client/naming';
import { DEFAULT_TIMING, type Timing } from '../../../http-client/timing';
import type { Bucket, ObjectContent } from './bucket';
import type { Service } from './service';

/** What all services need to know. */
export interface ServiceBucketOptions {
  /** Before all keys: '' or with a slash at its end. */
  readonly prefix: string;
  /** @default - the usual waits and numbers of tries */
  readonly timing?: Timing;
  /** Ends whatever is under way. @default - nothing does */
  readonly signal?: AbortSignal;
}

/** What the services have in common: objects are read by HEAD and GET, and deleted by DELETE, at an URL of their own. */
export abstract class ServiceBucket implements Bucket {
  public readonly location: string;
  protected readonly prefix: string;

  /** @param place the `uri` of the whole bucket */
  protected constructor(protected readonly service: Service, place: string, private readonly options: ServiceBucketOptions) {
    this.prefix = options.prefix;
    this.location = `${place}${options.prefix === '' ? '' : `/${options.prefix.slice(0, -1)}`}`;
  }

  public abstract create(content: ObjectContent): Promise<boolean>;

  public abstract replace(content: ObjectContent): Promise<void>;

  public abstract list(prefix: string): AsyncIterable<string>;

  /** Where an object is read. */
  protected abstract contentUrl(key: string): URL;

  public size(key: string): Promise<number | undefined> {
    return this.about('look for', key, (call) => this.find(key, call));
  }

  public read(key: string, size: number, start: number): Promise<Readable> {
    const request = { method: 'GET', url: this.contentUrl(key), expect: [200, 206, 416] } as const;
    return this.about('fetch', key, (call) => Download.open({
      name: `'${this.location}/${key}'`,
      size,
      start,
      open: (range) => this.service.requestOnce({ ...request, headers: range === undefined ? {} : { range } }, call),
      call,
    }));
  }

  public readWhole(key: string, limit: number): Promise<Buffer | undefined> {
    return this.about('fetch', key, async (call) => {
      const request = { method: 'GET', url: this.contentUrl(key), expect: [200, 404] } as const;
      const { response, body } = await this.service.document(request, call, limit);
      return response.status === 404 ? this.absent(response, body) : body;
    });
  }

  public delete(key: string): Promise<void> {
    return this.about('delete', key, async (call) => {
      const response = await this.service.command({ method: 'DELETE', url: this.objectUrl(key), expect: [200, 202, 204, 404] }, call);
      await this.confirm(response, key, undefined, call);
    });
  }

  public close(): void {
    this.service.close();
  }

  /** Where an object is deleted. */
  protected objectUrl(key: string): URL {
    return this.contentUrl(key);
  }

  /** Size of an object, undefined where there is none. */
  protected async find(key: string, call: Call): Promise<number | undefined> {
    const response = await this.service.command({ method: 'HEAD', url: this.objectUrl(key), expect: [200, 404] }, call);
    if (response.status === 404) return this.absent(response);
    const length = response.headers['content-length'];
    if (length === undefined) throw new TransferError('INVALID_RESPONSE', 'it is there but without a size');
    return Number(length);
  }

  /**
   * Looks whether a change has come about that another server said yes to: who was redirected to a login page, say, hears
   * yes to everything.
   *
   * @param size that the object has now; undefined: there is none
   */
  protected async confirm({ url }: HttpResponse, key: string, size: number | undefined, call: Call): Promise<void> {
    if (url.origin === this.contentUrl(key).origin) return;
    const found = await this.find(key, call);
    if (found === size) return;
    throw new TransferError('UNAVAILABLE', `it was redirected to ${url.origin}, and has ${found ?? 'no'} instead of ${size ?? 'no'} bytes behind that`);
  }

  /** An object that is not there. @throws TransferError `NOT_FOUND` when the answer means that there is no bucket */
  protected absent(_response: HttpResponse, _body?: Buffer): undefined {
    return undefined;
  }

  /** Runs an operation with all its tries; its failure says what was being done. */
  protected about<T>(what: string, key: string, operation: (call: Call) => Promise<T>): Promise<T> {
    const { timing = DEFAULT_TIMING, signal } = this.options;
    return naming(`${what} '${this.location}/${key}'`, () => operation(new Call(timing, { signal })));
  }
}

/** @throws always: an answer of 404 that is not about the object */
export function noSuchBucket(what: string): never {
  throw new TransferError('NOT_FOUND', `there is no ${what}, it has to be created first`, { status: 404 });
}
