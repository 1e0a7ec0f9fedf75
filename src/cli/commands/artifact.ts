import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { readStored, type ReadResult } from '../../agent/artifact/read-artifact';
import { storePath } from '../../agent/artifact/store-path';
import { formatBytes, shortDigest } from '../../agent/artifact-log';
import type { ArtifactStore } from '../../agent/stores/store';
import { isArtifactName } from '../../contract/artifact-name';
import { formatReference } from '../../contract/artifact-reference';
import { suggestion } from '../../private/suggestion';
import { readArguments } from '../arguments';
import { deleteTree } from '../artifact-delete';
import { findStored, type ListedArtifact, listArtifacts } from '../artifact-list';
import { STORE_HELP, STORE_OPTIONS, type StoreChoice, withStore } from '../artifact-store';
import { targetOf } from '../artifact-target';
import { type StoredTree, treeOf, treeOfRun } from '../artifact-tree';
import { drawTree } from '../artifact-tree-view';
import { type Command, EXIT, type Terminal, UsageError } from '../command';
import { table } from '../table';

const HELP = `Usage: cdk8s-tekton artifact <action> [options]

Looks at the artifacts of a store: what runs left there, and verifies all it
reads, from the manifest to the content.

  ls                        lists artifacts, the oldest first
  tree <artifact>           of a run: its TaskRuns and their artifacts;
                            of a directory: its files;
                            of an image: what is attached to it
  cat <artifact> [file]     writes a file, or one file of a directory, to stdout
  get <artifact> <path>     writes the file or directory to a new path
  put <path> [--name <n>]   stores a file or directory, prints its reference
  delete <artifact>         deletes it; its content stays until it is collected

An artifact or run is named by its name (the newest one counts), its tag, its
digest or the first six or more characters of it. A whole reference brings its
store along: registry.example.com/ci/artifacts:ci.run-1, or what put prints

${STORE_HELP}
  --recursive            delete: a run, with all that belongs to it
  --json                 prints JSON (ls, tree, put)

Examples:
  cdk8s-tekton artifact ls --store dist/store
  cdk8s-tekton artifact tree registry.example.com/ci/artifacts:ci.run-1
  cdk8s-tekton artifact delete run-1 --recursive --repository registry.example.com/ci/artifacts
`;

const OPTIONS = { ...STORE_OPTIONS, json: { type: 'boolean' }, name: { type: 'string' }, recursive: { type: 'boolean' } } as const;

interface Call {
  readonly operands: readonly string[];
  readonly values: StoreChoice & { readonly json?: boolean; readonly name?: string; readonly recursive?: boolean };
  readonly terminal: Terminal;
}

const ACTIONS: { readonly [name: string]: (call: Call) => Promise<void> } = { ls, tree, cat, get, put, delete: remove };

/** `artifact`: looks into stores. */
export const artifact: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const { values, positionals: [action, ...operands] } = readArguments(args, OPTIONS, 'cdk8s-tekton artifact');
    if (action === undefined) throw new UsageError(`artifact needs an action, expected one of ${Object.keys(ACTIONS).join(', ')}`);
    if (!Object.hasOwn(ACTIONS, action)) throw new UsageError(`there is no action '${action}'${suggestion(action, Object.keys(ACTIONS))}`);
    await ACTIONS[action]?.({ operands, values, terminal });
    return EXIT.done;
  },
};

async function ls({ operands, values, terminal }: Call): Promise<void> {
  expectOperands('ls', operands, []);
  const found = await withStore(values, terminal, listArtifacts);
  terminal.stdout.write(values.json ? json(found) : listing(found));
}

function listing(found: readonly ListedArtifact[]): string {
  if (found.length === 0) return 'no artifacts\n';
  return table([
    ['NAME', 'KIND', 'SIZE', 'DIGEST', 'CREATED', 'MEDIA TYPE', 'TASKRUN'],
    ...found.map(({ name, kind, size, digest, created, mediaType, taskRun }) => (
      [name || '-', kind, formatBytes(size), shortDigest(digest), created || '-', mediaType, taskRun || '-']
    )),
  ]);
}

async function tree({ operands, values, terminal }: Call): Promise<void> {
  const [operand] = expectOperands('tree', operands, ['<artifact>']);
  const { choice, name } = targetOf(values, operand);
  const found = await withStore(choice, terminal, (store) => findTree(store, name));
  if (found.kind !== 'directory') {
    terminal.stdout.write(values.json ? json(found) : drawTree(found));
    return;
  }
  const files = await withContent(values, terminal, operand, listFiles);
  terminal.stdout.write(values.json ? json({ ...found, files }) : fileTable(files) + attachments(found));
}

/** A run by its node, or where a store has none, by what its artifacts say; anything else with what is attached to it. */
async function findTree(store: ArtifactStore, name: string): Promise<StoredTree> {
  const digest = await findStored(store, name).catch((error: unknown) => {
    if (error instanceof UsageError) return undefined;
    throw error;
  });
  const found = digest === undefined ? await treeOfRun(store, name) : await treeOf(store, digest);
  if (found) return found;
  throw new UsageError(`'${store.location}' has no artifact or run '${name}', 'cdk8s-tekton artifact ls' shows what there is`);
}

function fileTable(files: readonly { path: string; size: number }[]): string {
  return table(files.map(({ path, size }) => [formatBytes(size).padStart(9), path]));
}

function attachments({ children }: StoredTree): string {
  return children.length === 0 ? '' : `\nattached:\n${children.map(drawTree).join('')}`;
}

async function cat({ operands, values, terminal }: Call): Promise<void> {
  const [name, file] = expectOperands('cat', operands, ['<artifact>', '[file]']);
  await withContent(values, terminal, name, async (path, { kind }) => {
    for await (const chunk of createReadStream(await fileIn(path, kind, name, file))) {
      const failure = await new Promise((resolveWritten) => terminal.stdout.write(chunk as Buffer, resolveWritten));
      // nobody reads on: the program knows it as well
      if (failure) return;
    }
  });
}

async function get({ operands, values, terminal }: Call): Promise<void> {
  const [name, path] = expectOperands('get', operands, ['<artifact>', '<path>']);
  if (existsSync(path)) throw new UsageError(`'${path}' is there already and get never overwrites, expected a new path`);
  const target = targetOf(values, name);
  const { kind, size } = await withStore(target.choice, terminal, (store) => read(store, target.name, resolve(path), terminal));
  terminal.stdout.write(`${kind} '${path}', ${formatBytes(size)} verified\n`);
}

async function put({ operands, values, terminal }: Call): Promise<void> {
  const [path] = expectOperands('put', operands, ['<path>']);
  const found = await stat(path).catch(() => { throw new UsageError(`'${path}' is not there, expected a file or directory`); });
  // Of letters that a name cannot have none is left out: what remained would be a word that nobody knows.
  const name = values.name ?? basename(resolve(path)).replace(/[^A-Za-z0-9_\u0080-\u{10ffff}-]+/gu, '-').replace(/^[-_]+|[-_]+$/g, '');
  if (!isArtifactName(name)) throw new UsageError(`'${name}' cannot be the name of an artifact, expected letters, digits, '-' and '_': give one with --name`);
  const kind = found.isDirectory() ? 'directory' : 'file';
  const run = { namespace: '', pipelineRun: '', taskRun: '' };
  const content = { name, kind, run, path: await realpath(path), signal: terminal.signal } as const;
  const stored = await withStore(values, terminal, (store) => storePath(store, content), true);
  const { uri, digest, size } = stored;
  terminal.stdout.write(values.json ? json({ name, kind, uri, digest, size }) : `${formatReference({ uri, digest })}\n`);
}

async function remove({ operands, values, terminal }: Call): Promise<void> {
  const [operand] = expectOperands('delete', operands, ['<artifact>']);
  const { choice, name } = targetOf(values, operand);
  const said = (digest: string) => void terminal.stdout.write(`deleted ${digest}\n`);
  await withStore(choice, terminal, async (store) => {
    const found = await findTree(store, name);
    if (!values.recursive && found.children.length > 0) {
      throw new UsageError(`${countOf(found)} belong to '${name}', add --recursive to delete it with all of them: 'cdk8s-tekton artifact tree ${operand}' shows them`);
    }
    await deleteTree(store, found, said);
  });
}

function countOf({ children }: StoredTree): number {
  return children.reduce((count, child) => count + 1 + countOf(child), 0);
}

/** Reads an artifact to a place of its own, which lasts as long as a function runs. */
async function withContent<T>(
  choice: StoreChoice, terminal: Terminal, name: string, use: (path: string, result: ReadResult) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'cdk8s-tekton-artifact-'));
  try {
    const path = join(directory, 'content');
    const target = targetOf(choice, name);
    return await use(path, await withStore(target.choice, terminal, (store) => read(store, target.name, path, terminal)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function read(store: ArtifactStore, name: string, path: string, { signal }: Terminal): Promise<ReadResult> {
  return readStored(store, await findStored(store, name), { path, modes: 'umask', signal });
}

async function fileIn(path: string, kind: ReadResult['kind'], name: string, file: string | undefined): Promise<string> {
  if (kind === 'file' && file === undefined) return path;
  if (kind === 'file') throw new UsageError(`'${name}' is a file and has no '${file}' in it`);
  const files = (await listFiles(path)).map((entry) => entry.path);
  if (file === undefined) {
    throw new UsageError(`'${name}' is a directory, name one of its files: cdk8s-tekton artifact cat ${name} ${files[0] ?? '<file>'}`);
  }
  // Only what the listing shows: a symbolic link in an artifact must not lead out of it.
  if (!files.includes(file)) throw new UsageError(`'${name}' has no file '${file}', 'cdk8s-tekton artifact tree ${name}' lists them`);
  return join(path, file);
}

async function listFiles(root: string): Promise<{ path: string; size: number }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
  return Promise.all(files.map(async (path) => ({ path: relative(root, path), size: (await stat(path)).size })));
}

/** Checks operands against their names, `[so]` where one may be left out. */
function expectOperands(action: string, operands: readonly string[], names: readonly string[]): [string, string] {
  const required = names.filter((name) => !name.startsWith('['));
  if (operands.length < required.length || operands.length > names.length) {
    throw new UsageError(`usage: cdk8s-tekton artifact ${[action, ...names].join(' ')}`);
  }
  return operands as [string, string];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
