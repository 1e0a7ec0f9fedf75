import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { makeCertificates, type Certificates } from '../servers/certificates';
import { startToxiproxy, type Toxiproxy } from '../servers/toxiproxy';
import { startBackend, type Backend, type BackendName } from './backends';
import { contentOf, isDirectory, storedProblem, writeTree, type Tree } from './content';
import { startElsewhere, type Elsewhere } from './elsewhere';
import type { Identity } from './fault-proxy';
import { USUAL_CONTENTS, type ContentName } from './plan';
import { keepProgram, makeFolders, startStep } from './program';

/** An artifact that was stored without any fault. */
export interface Stored {
  readonly digest: string;
  /** As the server that was spoken to directly is called. */
  readonly uri: string;
  readonly tree: Tree;
  /** How long the step took, in milliseconds. */
  readonly took: number;
}

/** All that runs share. */
export interface World {
  readonly folder: string;
  readonly toxiproxy: Toxiproxy;
  readonly elsewhere: Elsewhere;
  readonly backends: ReadonlyMap<BackendName, Backend>;
  /** What every backend holds from the start. */
  readonly stored: ReadonlyMap<string, Stored>;
  /** PEM file of the authority that good certificates are from. */
  readonly authority: string;
  readonly good: Identity;
  /** From another authority, expired, for another host. */
  readonly bad: readonly Identity[];
  stop(): Promise<void>;
}

/** The key of {@link World.stored}. */
export function storedKey(backend: BackendName, content: ContentName): string {
  return `${backend} ${content}`;
}

/** Starts all servers, and stores what is to be fetched. */
export async function startWorld(names: readonly BackendName[]): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  keepProgram(folder);
  const [toxiproxy, elsewhere, ...started] = await Promise.all([startToxiproxy(), startElsewhere(), ...names.map(startBackend)]);
  const stop = async () => {
    await Promise.all([toxiproxy, elsewhere, ...started].map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const backends = new Map(started.map((backend) => [backend.name, backend]));
    return { folder, toxiproxy, elsewhere, backends, stored: await storeAll(started, folder), ...makeIdentities(folder), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function storeAll(backends: readonly Backend[], folder: string): Promise<Map<string, Stored>> {
  const stored = new Map<string, Stored>();
  await Promise.all(backends.map(async (backend) => {
    for (const content of USUAL_CONTENTS) {
      const key = storedKey(backend.name, content);
      stored.set(key, await store(backend, join(folder, key.replaceAll(' ', '-')), content, 'stored'));
    }
  }));
  return stored;
}

/** Stores an artifact of a run of its own, without any fault. */
export async function store(backend: Backend, folder: string, content: ContentName, name: string): Promise<Stored> {
  makeFolders(folder);
  const tree = contentOf(content, `${backend.name} ${content}`);
  writeTree(tree, join(folder, 'out', 'app'));
  const access = backend.access({ origin: backend.origin, folder: join(folder, 'credentials') });
  const taskRun = `${name}-${content.replaceAll(' ', '-')}`;
  const kind = isDirectory(tree) ? 'directory' : 'file';
  const start = performance.now();
  const { code, said, results } = await startStep({ step: 'upload', folder, pipelineRun: name, taskRun, access, kind }).ended;
  if (code !== 0) throw new Error(`${backend.name}: cannot store without a fault: ${code} ${said}`);
  const took = performance.now() - start;
  const { uri, digest } = JSON.parse(results.app) as { uri: string; digest: string };
  const problem = await storedProblem(backend, digest, tree);
  if (problem !== undefined) throw new Error(`${backend.name}: ${problem}`);
  rmSync(folder, { recursive: true });
  return { uri, digest, tree, took };
}

function makeIdentities(folder: string): Pick<World, 'authority' | 'good' | 'bad'> {
  const make = (name: string, options: Parameters<typeof makeCertificates>[1] = {}) => {
    mkdirSync(join(folder, name));
    return makeCertificates(join(folder, name), options);
  };
  const good = make('good');
  const others = [make('another-authority'), make('expired', { authority: join(folder, 'good'), days: -1 }), make('another-host', { authority: join(folder, 'good'), names: 'DNS:other.example.com' })];
  return { authority: good.caFile, good: identityOf(good), bad: others.map(identityOf) };
}

function identityOf({ certificateFile, keyFile }: Certificates): Identity {
  return { cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
}
