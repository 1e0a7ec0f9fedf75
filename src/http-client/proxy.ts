import { request as httpRequest } from 'http';
import { Agent as HttpsAgent, request as httpsRequest, type AgentOptions, type RequestOptions } from 'https';
import { BlockList, isIP, type Socket } from 'net';
import type { Duplex } from 'stream';
import { connect as tlsConnect } from 'tls';
import { seconds } from './call';
import { TransferError } from './errors';
import { isLoopback } from './loopback';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL, by the conventions of curl and Go: `HTTPS_PROXY`,
 * `HTTP_PROXY` and `NO_PROXY`, in upper or lower case. Loopback is never proxied.
 *
 * @throws TransferError `INVALID_CONFIG` for a proxy that is no http or https URL.
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = variable(env, name);
  if (value === '' || isLoopback(url.hostname) || matchesNoProxy(url, variable(env, 'NO_PROXY'))) {
    return undefined;
  }
  const text = value.includes('://') ? value : `http://${value}`;
  // The value may hold a password: it is not shown.
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new TransferError('INVALID_CONFIG', `${name} is not an address of a proxy, expected http://host:port`);
  }
  return new URL(text);
}

/** The header for a proxy URL with user and password. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '') {
    return undefined;
  }
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(user).toString('base64')}`;
}

/** An agent whose TLS connections go through a tunnel of a proxy. */
export class TunnelAgent extends HttpsAgent {
  /** Tunnels that are not ready yet. */
  readonly #setups = new Set<AbortController>();

  /** @param timeout milliseconds for tunnel and TLS: nothing else ends what waits for a proxy that says nothing */
  constructor(private readonly proxy: URL, options: AgentOptions, private readonly timeout: number) {
    super(options);
  }

  override createConnection(options: RequestOptions, callback?: (error: Error | null, stream: Duplex) => void): undefined {
    const done = callback as unknown as (error: Error | null, stream?: Duplex) => void;
    const target = `${options.host}:${options.port ?? 443}`;
    const setup = new AbortController();
    this.#setups.add(setup);
    const timer = setTimeout(() => setup.abort(
      new TransferError('TIMEOUT', `proxy ${this.proxy.host} opened no tunnel to ${target} within ${seconds(this.timeout)}`)), this.timeout);
    this.connect(target, options, setup.signal).then((stream) => done(null, stream), done).finally(() => {
      clearTimeout(timer);
      this.#setups.delete(setup);
    });
  }

  override destroy(): void {
    this.#setups.forEach((setup) => setup.abort(new TransferError('ABORTED', 'the client was closed')));
    super.destroy();
  }

  private async connect(target: string, options: RequestOptions, signal: AbortSignal): Promise<Duplex> {
    try {
      return await secured(await openTunnel(this.proxy, target, signal), options, signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  }
}

function openTunnel(proxy: URL, target: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const authorization = proxyAuthorization(proxy);
    const headers = { host: target, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) };
    const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(proxy, { method: 'CONNECT', path: target, headers, agent: false, signal });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) {
        resolve(socket as Socket);
        return;
      }
      socket.destroy();
      reject(refusal(proxy, target, response.statusCode ?? 0));
    });
    request.once('error', reject);
    request.end();
  });
}

function secured(socket: Socket, options: RequestOptions, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const host = options.host ?? undefined;
    // Host and port are those of the tunnel's end: here they only say what the certificate must be for.
    const secure = tlsConnect({ ...options, host, port: undefined, path: undefined, socket, servername: serverName(options) });
    const abort = () => secure.destroy(new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    secure.once('error', reject);
    secure.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      secure.off('error', reject);
      resolve(secure);
    });
  });
}

/** A proxy that wants other credentials, or does not let anybody there, will say so again; any other one may be busy. */
function refusal(proxy: URL, target: string, status: number): TransferError {
  const isFinal = status === 403 || status === 407;
  return new TransferError(isFinal ? 'DENIED' : 'UNAVAILABLE', `proxy ${proxy.host} refused to connect to ${target}: ${status}`, { status });
}

/** An address cannot be a server name of TLS. */
function serverName(options: RequestOptions): string | undefined {
  const host = options.servername ?? options.host ?? '';
  return isIP(host) === 0 && !host.startsWith('[') ? host : undefined;
}

function variable(env: Environment, name: string): string {
  return env[name.toLowerCase()] || env[name] || '';
}

function matchesNoProxy(url: URL, list: string): boolean {
  return list.split(/[\s,]+/).filter((entry) => entry !== '').some((entry) => matchesEntry(url, entry.toLowerCase()));
}

function matchesEntry(url: URL, entry: string): boolean {
  if (entry === '*') {
    return true;
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (entry.includes('/')) {
    return inNetwork(host, entry);
  }
  const [, name = entry, port] = /^(.*?):([0-9]+)$/.exec(entry) ?? [];
  const ownPort = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (port !== undefined && isIP(entry) === 0 && port !== ownPort) {
    return false;
  }
  const bare = (isIP(entry) === 0 ? name : entry).replace(/^\*?\.|^\[|\]$/g, '');
  // A leading dot means names below only; without it the name itself too.
  return (host === bare && !/^\*?\./.test(entry)) || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

function inNetwork(host: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family || !/^[0-9]+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    return false;
  }
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(bits), type);
  return list.check(host, type);
}
