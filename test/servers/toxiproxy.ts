import { programPath } from './binaries';
import { freePort, startProcess } from './server-process';

/** What toxiproxy does to the bytes of a connection. @see https://github.com/Shopify/toxiproxy#toxics */
export interface Toxic {
  readonly type: 'reset_peer' | 'timeout' | 'limit_data' | 'slicer';
  /** Bytes on their way to the client, or to the server. @default 'downstream' */
  readonly stream?: 'downstream' | 'upstream';
  readonly attributes: { readonly [name: string]: number };
}

/** A port that leads to a server, through a network that can be made to fail. */
export interface ToxicRoute {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  add(toxic: Toxic): Promise<void>;
  /** Takes away what was added. */
  clear(): Promise<void>;
  /** False: connections are refused, and those that are open are closed. */
  enable(isUp: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** The fault-injecting proxy of Shopify. */
export interface Toxiproxy {
  route(upstream: string): Promise<ToxicRoute>;
  stop(): Promise<void>;
}

/** Starts toxiproxy. */
export async function startToxiproxy(): Promise<Toxiproxy> {
  const port = await freePort();
  const stop = await startProcess(programPath('toxiproxy-server'), ['-host', '127.0.0.1', '-port', String(port)], port, { LOG_LEVEL: 'fatal' });
  let routes = 0;

  async function ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...body ? { body: JSON.stringify(body) } : {} });
    const text = await response.text();
    if (!response.ok) throw new Error(`toxiproxy: ${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text) as Record<string, unknown>;
  }

  return {
    stop,
    route: async (upstream) => {
      const name = `route-${routes += 1}`;
      const { listen } = await ask('POST', '/proxies', { name, listen: '127.0.0.1:0', upstream, enabled: true });
      const added: string[] = [];
      return {
        host: String(listen),
        add: async ({ type, stream = 'downstream', attributes }) => {
          const toxic = `${type}-${added.length}`;
          added.push(toxic);
          await ask('POST', `/proxies/${name}/toxics`, { name: toxic, type, stream, attributes });
        },
        clear: async () => {
          for (const toxic of added.splice(0)) await ask('DELETE', `/proxies/${name}/toxics/${toxic}`);
        },
        enable: async (isUp) => {
          await ask('POST', `/proxies/${name}`, { enabled: isUp });
        },
        remove: async () => {
          await ask('DELETE', `/proxies/${name}`);
        },
      };
    },
  };
}
