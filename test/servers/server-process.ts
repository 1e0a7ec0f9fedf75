import { spawn } from 'child_process';
import { once } from 'events';
import { connect, createServer, type AddressInfo } from 'net';
import { setTimeout as sleep } from 'timers/promises';

const START_TIMEOUT = 60_000;

/** A port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a server and waits until it takes connections. Returns how to stop it. */
export async function startProcess(program: string, args: string[], port: number, env: NodeJS.ProcessEnv = {}): Promise<() => Promise<void>> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  [child.stdout, child.stderr].forEach((stream) => stream.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-4000);
  }));
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  for (const start = Date.now(); !(await takesConnections(port)); await sleep(20)) {
    if (child.exitCode !== null || Date.now() - start > START_TIMEOUT) {
      await (child.exitCode === null ? stop() : exited);
      throw new Error(`${program} did not start:\n${output}`);
    }
  }
  return stop;
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.destroy());
  });
}
