import { spawn, type ChildProcess, type SpawnOptions } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import type { ArtifactFacts } from '../../src/agent/artifact/manifest';
import { AgentError } from '../../src/agent/errors';
import type { Invocation } from '../../src/agent/invocation';
import { digestOf } from '../../src/contract/digest';
import type { ExitReason } from '../../src/contract/exit-codes';
import { bytesSource } from '../../src/oci-client';

/** A directory of a test's own, removed after it. */
export function temporaryDirectory(): { readonly path: string } {
  let path = '';
  beforeEach(() => { path = mkdtempSync(join(tmpdir(), 'agent-test-')); });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return { get path() { return path; } };
}

/** What a command is given, with its log in `lines`. */
export function testInvocation(env: Invocation['env'] = {}, signal = new AbortController().signal): Invocation & { readonly lines: string[] } {
  const lines: string[] = [];
  return { env, signal, lines, print: (line) => void lines.push(line), now: () => new Date('2026-03-01T12:00:00.500Z') };
}

/** Facts of an artifact, to be varied. */
export const FACTS: ArtifactFacts = {
  name: 'app',
  kind: 'file',
  mediaType: 'text/plain',
  run: { namespace: 'ci', pipelineRun: 'run-1', taskRun: 'run-1-build' },
  subject: false,
  created: new Date('2026-03-01T12:00:00Z'),
};

/** Bytes as content to put. */
export function fileContent(bytes: Uint8Array | string) {
  const content = Buffer.from(bytes);
  const digest = digestOf(content);
  return { ...bytesSource(content), digest, diffId: digest };
}

/** Expects an operation to fail with this code and a message that holds the texts. */
export async function expectFailure(operation: Promise<unknown> | (() => Promise<unknown>), code: ExitReason, ...texts: string[]): Promise<void> {
  const error = await (typeof operation === 'function' ? operation() : operation).then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AgentError);
  expect(error).toMatchObject({ code });
  for (const text of texts) expect((error as AgentError).message).toContain(text);
}

/** The bundled program, as `npx projen bundle` makes it. */
export const AGENT = join(__dirname, '..', '..', 'lib', 'agent', 'agent.js');

/** How a process ended. */
export interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the bundled agent with this environment alone. */
export function startAgentProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  options: SpawnOptions = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [AGENT, ...args], { ...options, env });
  const ended = new Promise<Ended>((resolve, reject) => {
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr?.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the bundled agent to its end. */
export function runAgentProcess(args: readonly string[], env: NodeJS.ProcessEnv, options: SpawnOptions = {}): Promise<Ended> {
  return startAgentProcess(args, env, options).ended;
}
