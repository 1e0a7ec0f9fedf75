import { once } from 'events';
import { createServer } from 'http';
import { connect, type AddressInfo, type Socket } from 'net';

/** A proxy whose tunnels all end at one port of this machine, whatever host they were asked for. */
export interface TunnelProxy {
  readonly url: string;
  /** `<host>:<port>` of each tunnel so far. */
  readonly targets: string[];
  stop(): Promise<void>;
}

/** Starts a proxy that gives names of the internet to a server here. */
export async function startTunnelProxy(port: number): Promise<TunnelProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer().on('connect', ({ url }, client: Socket) => {
    targets.push(url ?? '');
    const onward = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(onward).pipe(client);
    });
    [client, onward].forEach((socket) => {
      sockets.add(socket);
      socket.on('error', () => [client, onward].forEach((each) => each.destroy()));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
