import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Probe } from './manifest';

/** How often a probe is tried at most. Kubernetes' default is ten seconds, which helps nobody on one machine. */
const LONGEST_PERIOD = 1000;
const FIRST_PERIOD = 50;

/** What probing needs to know of a sidecar. */
export interface ProbedSidecar {
  /** The sidecar has ended or the run is stopped. */
  stopped(): boolean;
  /** Runs a command where the sidecar runs. @returns whether it succeeded */
  exec(command: readonly string[]): Promise<boolean>;
}

/**
 * Waits until a readinessProbe succeeds or the sidecar is stopped.
 *
 * `tcpSocket` and `httpGet` are probed on this machine, ports by number.
 */
export async function waitUntilReady(probe: Probe | undefined, sidecar: ProbedSidecar): Promise<void> {
  if (!probe) return;
  let period = FIRST_PERIOD;
  while (!sidecar.stopped() && !await succeeds(probe, sidecar)) {
    await delay(period);
    period = Math.min(period * 2, LONGEST_PERIOD);
  }
}

function succeeds(probe: Probe, sidecar: ProbedSidecar): Promise<boolean> {
  if (probe.exec?.command?.length) return sidecar.exec(probe.exec.command);
  if (probe.httpGet) return httpSucceeds(Number(probe.httpGet.port), probe.httpGet.path ?? '/');
  if (probe.tcpSocket) return tcpSucceeds(Number(probe.tcpSocket.port));
  return Promise.resolve(true);
}

function httpSucceeds(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port, path, timeout: LONGEST_PERIOD, agent: false }, (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      resolve(statusCode >= 200 && statusCode < 400);
    });
    call.once('error', () => resolve(false));
    call.once('timeout', () => call.destroy(new Error('timeout')));
    call.end();
  });
}

function tcpSucceeds(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}
