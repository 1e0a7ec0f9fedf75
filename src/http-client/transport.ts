import { Agent as HttpAgent, type AgentOptions } from 'http';
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from 'https';
import { discard } from './body';
import type { Call } from './call';
import { TransferError } from './errors';
import { exchange, StaleConnectionError, type HttpRequest, type HttpResponse, type Route } from './exchange';
import { proxyAuthorization, proxyFor, TunnelAgent, type Environment } from './proxy';
import { shownUrl } from './redact';
import { trusting } from './trust';

/** Keep-alive well below the idle time-out of common load balancers (60 s). */
const AGENT_OPTIONS: AgentOptions = { keepAlive: true, keepAliveMsecs: 15_000, timeout: 0, maxFreeSockets: 16 };
const MAX_REDIRECTS = 10;
/** What proves who asks, in lower case: it is for the origin that was asked, and no other. */
const CREDENTIAL_HEADERS = ['authorization', 'x-amz-security-token'];

/** How requests reach their servers. */
export interface TransportOptions {
  /** PEM text of certificate authorities to trust besides the usual ones. @default - only the usual ones */
  readonly ca?: string;
  /** Value of the User-Agent header. @default cdk8s-tekton */
  readonly userAgent?: string;
  /** Where HTTPS_PROXY, HTTP_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are read. @default - `process.env` */
  readonly env?: Environment;
}

/**
 * Sends requests over kept connections, through proxies and redirects.
 *
 * A redirect to another origin goes without credentials, for good;
 * a redirect from https to http is refused. A kept connection the server has
 * closed meanwhile is replaced once, without counting as a failure.
 */
export class Transport {
  readonly #env: Environment;
  readonly #userAgent: string;
  readonly #http = new HttpAgent(AGENT_OPTIONS);
  readonly #https: HttpsAgent;
  readonly #tlsOptions: HttpsAgentOptions;
  readonly #tunnels = new Map<string, TunnelAgent>();

  constructor(options: TransportOptions = {}) {
    this.#env = options.env ?? process.env;
    this.#userAgent = options.userAgent ?? 'cdk8s-tekton';
    const secureContext = options.ca === undefined ? undefined : trusting(options.ca, this.#env);
    this.#tlsOptions = { ...AGENT_OPTIONS, ...(secureContext === undefined ? {} : { secureContext }) };
    this.#https = new HttpsAgent(this.#tlsOptions);
  }

  /** Sends a request and follows its redirects. */
  async send(request: HttpRequest, call: Call): Promise<HttpResponse> {
    let current: HttpRequest = { ...request, headers: { ...request.headers, 'user-agent': this.#userAgent } };
    for (let redirects = 0; ; redirects += 1) {
      const response = await this.sendOnce(current, call);
      const target = redirectTarget(current, response);
      if (target === undefined) {
        return response;
      }
      await discard(response, call);
      if (redirects >= MAX_REDIRECTS) {
        throw new TransferError('INVALID_RESPONSE', `${shownUrl(request.url)} redirects more than ${MAX_REDIRECTS} times`);
      }
      current = { ...current, url: target, headers: headersFor(target, current) };
    }
  }

  /** Closes all connections. */
  close(): void {
    [this.#http, this.#https, ...this.#tunnels.values()].forEach((agent) => agent.destroy());
  }

  private async sendOnce(request: HttpRequest, call: Call): Promise<HttpResponse> {
    const route = this.routeTo(request.url, call);
    try {
      return await exchange(request, route, call);
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) {
        throw error;
      }
      closeIdle(route.agent);
      return exchange(request, route, call);
    }
  }

  private routeTo(url: URL, { timing }: Call): Route {
    const proxy = proxyFor(url, this.#env);
    if (proxy === undefined) {
      return { agent: url.protocol === 'https:' ? this.#https : this.#http };
    }
    if (url.protocol === 'https:') {
      return { agent: this.tunnelThrough(proxy, timing.connectTimeout) };
    }
    const agent = proxy.protocol === 'https:' ? this.#https : this.#http;
    return { agent, proxy: { url: new URL(proxy.origin), authorization: proxyAuthorization(proxy) } };
  }

  private tunnelThrough(proxy: URL, timeout: number): TunnelAgent {
    const key = `${timeout} ${proxy.href}`;
    const known = this.#tunnels.get(key);
    const tunnel = known ?? new TunnelAgent(proxy, this.#tlsOptions, timeout);
    this.#tunnels.set(key, tunnel);
    return tunnel;
  }
}

/** Resolves an address that a server gave, which must not lead from https to http. */
export function resolveFrom(base: URL, location: string): URL {
  if (!URL.canParse(location, base.href)) {
    throw new TransferError('INVALID_RESPONSE', `${shownUrl(base)} answered with a location that is not a URL`);
  }
  const target = new URL(location, base);
  if (base.protocol === 'https:' && target.protocol !== 'https:') {
    const hint = target.hostname === base.hostname ? ', the proxy before that server has to set X-Forwarded-Proto' : '';
    throw new TransferError('INSECURE', `${shownUrl(base)} leads to ${shownUrl(target)}, from https to plain http, which is refused${hint}`);
  }
  if (target.protocol !== 'https:' && target.protocol !== 'http:') {
    throw new TransferError('INVALID_RESPONSE', `${shownUrl(base)} leads to a ${target.protocol} address, expected https`);
  }
  return target;
}

function redirectTarget(request: HttpRequest, response: HttpResponse): URL | undefined {
  const { location } = response.headers;
  if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) {
    return undefined;
  }
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads && response.status < 307) {
    // Browsers would turn these into GET: an upload must not end as one that never was.
    response.body.destroy();
    throw new TransferError('UNSUPPORTED', `${shownUrl(request.url)} redirects a ${request.method} with ${response.status}, use the address it redirects to`);
  }
  return resolveFrom(request.url, location);
}

function headersFor(target: URL, request: HttpRequest): Record<string, string> {
  const headers = { ...request.headers };
  if (target.origin !== request.url.origin) {
    CREDENTIAL_HEADERS.forEach((name) => delete headers[name]);
  }
  return headers;
}

function closeIdle(agent: HttpAgent): void {
  Object.values(agent.freeSockets).forEach((sockets) => sockets?.forEach((socket) => socket.destroy()));
}
