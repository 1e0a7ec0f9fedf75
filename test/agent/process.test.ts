import { execFileSync, spawn, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { createServer, type RequestListener, type Server } from 'http';
import type { AddressInfo } from 'net';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { agentErrorOf } from '../../src/agent/failure';
import { planArguments } from '../../src/contract/agent-arguments';
import { agentBootstrap } from '../../src/contract/agent-bootstrap';
import type { FetchInput, UploadOutput } from '../../src/contract/agent-plan';
import { EXIT_CODES } from '../../src/contract/exit-codes';
import { OciError } from '../../src/oci-client';
import { AGENT, runAgentProcess, startAgentProcess, temporaryDirectory } from './support';

// The bundled program, as a process: what tests in its own process cannot show.

const OTHER_USER = 65532;
const temporary = temporaryDirectory();
const at = (...path: string[]) => join(temporary.path, ...path);
const results = () => readdirSync(at('results')).sort();
let server: Server | undefined;

beforeEach(() => ['results', 'in', 'out', 'scratch'].forEach((name) => mkdirSync(at(name))));
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? test : leftOut;
const whereMountsAreAllowed = isRoot && spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0 ? test : leftOut;

function leftOut(title: string): void {
  process.stderr.write(`left out, as it needs root and mounts: ${title}\n`);
  test(`${title} (needs root and mounts)`, () => expect(process.env.CDK8S_TEKTON_ALL).not.toBe('1'));
}

const environment = () => ({ ERROR_RESULT: at('results', 'error') });
const directory = () => ({ 'backend': 'directory' as const, 'directory.path': at('store') });

function uploadArguments(outputs: readonly UploadOutput[], storage: object = directory()): string[] {
  return ['upload', ...planArguments({ outputs: [...outputs], containers: 3, scratch: at('scratch'), default: storage })];
}

function fetchArguments(inputs: readonly FetchInput[], storage: object = directory()): string[] {
  return ['fetch', ...planArguments({ inputs: [...inputs], scratch: at('scratch'), default: storage })];
}

function bigFile(name = 'app', bytes = 5000): UploadOutput {
  writeFileSync(at('out', name), Buffer.alloc(bytes, name));
  return { name, kind: 'file', path: at('out', name), storage: 'external' };
}

/** A registry that answers so, as a storage configuration. */
async function registry(listener: RequestListener): Promise<object> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { 'backend': 'oci', 'oci.repository': `127.0.0.1:${port}/ci/artifacts` };
}

const sha256 = createHash('sha256').update(readFileSync(`${AGENT}.gz`)).digest('hex');

test('the gzipped bundle runs from a ConfigMap, with its worker threads', async () => {
  mkdirSync(at('out', 'app'));
  for (let index = 0; index < 300; index++) writeFileSync(at('out', 'app', `file-${index}`), Buffer.alloc(10_000, String(index)));
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => execFileSync(
    process.execPath, ['-e', agentBootstrap({ path: `${AGENT}.gz`, sha256 }), ...args], { env: { ...environment(), ...env }, encoding: 'utf8' });
  run(uploadArguments([{ name: 'app', kind: 'directory', path: at('out', 'app') }]));
  const { uri, digest } = JSON.parse(readFileSync(at('results', 'app'), 'utf8'));
  expect(run(fetchArguments([{ name: 'app', kind: 'directory', path: at('in', 'app') }]), { INPUT_app_URI: uri, INPUT_app_DIGEST: digest })).toContain("fetched directory 'app'");
  expect(execFileSync('diff', ['-r', at('out', 'app'), at('in', 'app')], { encoding: 'utf8' })).toBe('');
});

test('fails before it runs a bundle that is another one', () => {
  const path = at('agent.js.gz');
  writeFileSync(path, gzipSync('console.log("run")'));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', agentBootstrap({ path, sha256 })], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: EXIT_CODES.DIGEST_MISMATCH, stdout: '' });
  expect(stderr).toBe(`error: ${path} is not the agent that this step was made with, its SHA-256 is another one\n`);
});

test('fails with a line, a result and a code of its own', async () => {
  const ended = await runAgentProcess(uploadArguments([{ name: 'app', kind: 'file', path: at('out', 'app') }]), environment());
  expect(ended.code).toBe(EXIT_CODES.OUTPUT_MISSING);
  expect(ended.stderr).toMatch(/^error: output 'app': [^\n]*\n$/);
  expect(readFileSync(at('results', 'error'), 'utf8')).toBe(ended.stderr.slice('error: '.length, 200 + 'error: '.length).trimEnd());
});

test('fails when it comes to an end before its command does', async () => {
  const never = at('never.cjs');
  writeFileSync(never, "require('fs/promises').readdir = () => new Promise(() => undefined);");
  const { code } = await runAgentProcess(uploadArguments([bigFile()]), { ...environment(), NODE_OPTIONS: `--require ${never}` });
  expect(code).toBe(EXIT_CODES.INTERNAL);
});

test('does not depend on somebody reading its log', async () => {
  const { child, ended } = startAgentProcess(uploadArguments([bigFile()]), environment());
  child.stdout?.destroy();
  child.stderr?.destroy();
  expect((await ended).code).toBe(0);
  expect(results()).toEqual(['app']);
});

test('shows a stack only when asked to', async () => {
  const ended = await runAgentProcess(['nonsense'], { ...environment(), ARTIFACT_DEBUG: '1' });
  expect(ended.code).toBe(EXIT_CODES.USAGE);
  expect(ended.stderr).toMatch(/\n +at /);
});

test('fails with the code of what went wrong in the registry', async () => {
  const answers: [number, keyof typeof EXIT_CODES][] = [[401, 'UNAUTHORIZED'], [403, 'UNAUTHORIZED'], [400, 'STORE_UNAVAILABLE'], [413, 'LIMIT_EXCEEDED']];
  for (const [status, reason] of answers) {
    const storage = await registry((_, response) => response.writeHead(status).end());
    const ended = await runAgentProcess(uploadArguments([bigFile()], storage), environment());
    expect([status, ended.code]).toEqual([status, EXIT_CODES[reason]]);
    expect(results()).toEqual(['error']);
    server?.close();
  }
  expect(EXIT_CODES[agentErrorOf(new OciError('TIMEOUT', 'slow')).code]).toBe(EXIT_CODES.TIMEOUT);
});

test('fails for an output that cannot be packed', async () => {
  mkdirSync(at('out', 'app'));
  execFileSync('mkfifo', [at('out', 'app', 'pipe')]);
  const ended = await runAgentProcess(uploadArguments([{ name: 'app', kind: 'directory', path: at('out', 'app') }]), environment());
  expect(ended.code).toBe(EXIT_CODES.OUTPUT_INVALID);
  expect(ended.stderr).toContain('pipe');
});

test('fails where the place of an input is taken', async () => {
  await runAgentProcess(uploadArguments([{ ...bigFile(), path: at('out', 'app') }]), environment());
  mkdirSync(at('out', 'tree'));
  writeFileSync(at('out', 'tree', 'x'), 'x');
  await runAgentProcess(uploadArguments([{ name: 'tree', kind: 'directory', path: at('out', 'tree'), storage: 'external' }]), environment());
  const { uri, digest } = JSON.parse(readFileSync(at('results', 'tree'), 'utf8'));
  const ended = await runAgentProcess(fetchArguments([{ name: 'tree', kind: 'directory', path: at('out') }]), { ...environment(), INPUT_tree_URI: uri, INPUT_tree_DIGEST: digest });
  expect(ended.code).toBe(EXIT_CODES.DESTINATION_INVALID);
});

describe('a step that is told to stop', () => {
  /** Starts an upload to a registry that never answers its first PUT or POST. */
  async function hanging() {
    let reached = (): void => undefined;
    const upload = new Promise<void>((resolve) => { reached = resolve; });
    const storage = await registry((request, response) => {
      if (request.method === 'GET' || request.method === 'HEAD') response.writeHead(404).end();
      else reached();
    });
    const started = startAgentProcess(uploadArguments([bigFile()], storage), environment());
    await upload;
    return started;
  }

  test('ends at once, without results', async () => {
    const { child, ended } = await hanging();
    const start = Date.now();
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: EXIT_CODES.CANCELLED, stderr: 'error: the step was told to stop\n' });
    expect(Date.now() - start).toBeLessThan(4_000);
    expect(results()).toEqual(['error']);
    expect(readdirSync(at('scratch'))).toEqual([]);
  });

  test('tidies up although it is told again', async () => {
    const { child, ended } = await hanging();
    const again = setInterval(() => child.kill('SIGTERM'), 1);
    expect((await ended).code).toBe(EXIT_CODES.CANCELLED);
    clearInterval(again);
    expect(results()).toEqual(['error']);
  });

  test('leaves neither result nor scratch when it is killed', async () => {
    const { child, ended } = await hanging();
    child.kill('SIGKILL');
    expect((await ended).code).toBe('SIGKILL');
    expect(results()).toEqual([]);
    expect(readdirSync(at('scratch'))).toEqual([]);
  });
});

test('credentials appear in no output', async () => {
  const secret = 'pass-word-4711';
  mkdirSync(at('docker'));
  const storage = await registry((request, response) => response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: request.headers.authorization }] })));
  const [host] = (storage as { 'oci.repository': string })['oci.repository'].split('/');
  writeFileSync(at('docker', 'config.json'), JSON.stringify({ auths: { [host]: { username: 'me', password: secret, auth: Buffer.from(`me:${secret}`).toString('base64') } } }));
  const ended = await runAgentProcess(uploadArguments([bigFile()], storage), { ...environment(), DOCKER_CONFIG: at('docker'), ARTIFACT_DEBUG: '1' });
  expect(ended.code).toBe(EXIT_CODES.UNAUTHORIZED);
  const shown = ended.stdout + ended.stderr + readFileSync(at('results', 'error'), 'utf8');
  expect(shown).not.toContain(secret);
  expect(shown).not.toContain(Buffer.from(`me:${secret}`).toString('base64'));
});

describe('another user', () => {
  beforeEach(() => {
    chmodSync(temporary.path, 0o755);
    ['results', 'in', 'scratch'].forEach((name) => chmodSync(at(name), 0o777));
    mkdirSync(at('store'));
    chmodSync(at('store'), 0o777);
  });

  asRoot('runs where only its own directories can be written, without a home', async () => {
    const env = { ...environment(), TMPDIR: '/nonexistent' };
    const options = { uid: OTHER_USER, gid: OTHER_USER, cwd: '/' };
    mkdirSync(at('out', 'app'));
    writeFileSync(at('out', 'app', 'a'), 'a', { mode: 0o644 });
    expect(await runAgentProcess(uploadArguments([{ name: 'app', kind: 'directory', path: at('out', 'app'), storage: 'external' }]), env, options)).toMatchObject({ code: 0, stderr: '' });
    const { uri, digest } = JSON.parse(readFileSync(at('results', 'app'), 'utf8'));
    const bound = { INPUT_app_URI: uri, INPUT_app_DIGEST: digest };
    expect(await runAgentProcess(fetchArguments([{ name: 'app', kind: 'directory', path: at('in', 'app') }]), { ...env, ...bound }, options)).toMatchObject({ code: 0, stderr: '' });
    // a third user may change what it finds
    execFileSync('sh', ['-c', 'echo b >> a && touch c'], { cwd: at('in', 'app'), uid: 1234, gid: 1234 });
  });

  asRoot('fails for a private file, by its name, owner and mode', async () => {
    writeFileSync(at('out', 'key'), 'x', { mode: 0o600 });
    const ended = await runAgentProcess(uploadArguments([{ name: 'key', kind: 'file', path: at('out', 'key') }]), environment(), { uid: OTHER_USER, gid: OTHER_USER });
    expect(ended.code).toBe(EXIT_CODES.OUTPUT_UNREADABLE);
    expect(ended.stderr).toContain('owner 0:0, mode 0600');
    expect(results()).toEqual(['error']);
  });
});

describe('a full disk', () => {
  /** Runs the agent where this directory has one MiB. */
  function runOnSmallDisk(path: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    const script = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"';
    const child = spawn('unshare', ['-m', 'sh', '-c', script, path, process.execPath, AGENT, ...args], { env: { ...env, PATH: process.env.PATH } });
    return new Promise<{ code: number | null; stderr: string }>((resolve) => {
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
      child.once('close', (code) => resolve({ code, stderr }));
    });
  }

  whereMountsAreAllowed('fails the upload, with no result', async () => {
    mkdirSync(at('store'));
    const { code, stderr } = await runOnSmallDisk(at('store'), uploadArguments([bigFile('app', 3_000_000)]), environment());
    expect([code, stderr]).toEqual([EXIT_CODES.DISK_FULL, expect.stringContaining('no space left')]);
    expect(results()).toEqual(['error']);
  });

  whereMountsAreAllowed('fails the fetch', async () => {
    await runAgentProcess(uploadArguments([bigFile('app', 3_000_000)]), environment());
    const { uri, digest } = JSON.parse(readFileSync(at('results', 'app'), 'utf8'));
    const { code } = await runOnSmallDisk(at('in'), fetchArguments([{ name: 'app', kind: 'file', path: at('in', 'app') }]), { ...environment(), INPUT_app_URI: uri, INPUT_app_DIGEST: digest });
    expect(code).toBe(EXIT_CODES.DISK_FULL);
  });
});

test('the gzipped bundle fits into a ConfigMap by client-side apply, with room to grow', () => {
  expect(readFileSync(`${AGENT}.gz`).length).toBeLessThan(100_000);
});
