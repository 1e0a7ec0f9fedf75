import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { messageOf } from '../contract/thrown';
import { makeDirectories } from '../private/make-directories';
import { UsageError } from './command';
import { packageDependency, PACKAGE_ROOT } from './package';

const TEMPLATES = join(PACKAGE_ROOT, 'templates');

/** What all templates have: a template's own file of the same name counts, and package.json is that of both. */
const SHARED = join(TEMPLATES, 'shared');

/** Made by commands in a template's folder, never part of it. */
const OUTPUTS = ['node_modules', 'dist', 'package-lock.json', '.cdk8s-tekton'];

/** npm leaves `.gitignore` files out of packages, so templates have them under another name. */
const RENAMED: { readonly [name: string]: string } = { gitignore: '.gitignore' };

/** A project that `init` can make. */
export interface Template {
  readonly name: string;
  /** The `description` of its package.json. */
  readonly description: string;
}

/** What a package.json is here. */
interface PackageFile {
  readonly description?: string;
  readonly scripts: { readonly [name: string]: string };
  readonly dependencies: { readonly [name: string]: string };
  readonly [key: string]: unknown;
}

/** All templates, by name. */
export async function templates(): Promise<Template[]> {
  const names = (await readdir(TEMPLATES)).filter((name) => name !== basename(SHARED) && existsSync(join(TEMPLATES, name, 'package.json'))).sort();
  return Promise.all(names.map(async (name) => ({ name, description: String((await templatePackage(name)).description) })));
}

/** The package.json of a template. */
export async function templatePackage(name: string): Promise<PackageFile> {
  const [shared, own] = await Promise.all([SHARED, join(TEMPLATES, name)].map(readPackage));
  return { ...shared, ...own, scripts: { ...shared.scripts, ...own.scripts }, dependencies: { ...shared.dependencies, ...own.dependencies } };
}

/**
 * Copies a template: its package is named by the directory and depends on this version.
 *
 * @returns the files it made, relative to the directory
 * @throws UsageError when one of its files is there already: nothing is written then
 */
export async function copyTemplate(name: string, directory: string): Promise<string[]> {
  const sources = new Map((await Promise.all([SHARED, join(TEMPLATES, name)].map(filesOf))).flat());
  const files = [...sources].map(([to, from]) => ({ from, to })).sort((a, b) => a.to < b.to ? -1 : 1);
  const present = [...files.map(({ to }) => to), '.npmrc'].find((file) => existsSync(join(directory, file)));
  if (present) throw new UsageError(`'${join(directory, present)}' is there already and init never overwrites: choose an empty or new directory`);
  const contents = new Map<string, string | Uint8Array>();
  for (const { from, to } of files) contents.set(to, to === 'package.json' ? await packageFor(directory, name) : await readFile(from));
  const { npmrc } = packageDependency();
  if (npmrc !== '') contents.set('.npmrc', npmrc);
  await writeAll(directory, contents);
  return [...contents.keys()];
}

/** Writes all files or none. @throws UsageError */
async function writeAll(directory: string, contents: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const isNew = !existsSync(directory);
  const made: string[] = [];
  try {
    for (const [name, content] of contents) {
      const path = join(directory, name);
      await makeDirectories(dirname(path));
      await writeFile(path, content, { flag: 'wx' });
      made.push(path);
    }
  } catch (error) {
    for (const path of isNew ? [directory] : made) await rm(path, { recursive: true, force: true }).catch(() => undefined);
    throw new UsageError(`'${directory}' cannot be written: ${messageOf(error)}; choose another directory`);
  }
}

/** Each file of a folder, by its name in the project. */
async function filesOf(folder: string): Promise<[to: string, from: string][]> {
  return (await listFiles(folder)).map((file) => [targetOf(file), join(folder, file)]);
}

async function listFiles(root: string, directory = root): Promise<string[]> {
  const entries = (await readdir(directory, { withFileTypes: true })).filter(({ name }) => !OUTPUTS.includes(name));
  const lists = await Promise.all(entries.map(async (entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? listFiles(root, path) : [relative(root, path)];
  }));
  return lists.flat().sort();
}

function targetOf(file: string): string {
  return join(dirname(file), RENAMED[basename(file)] ?? basename(file));
}

async function packageFor(directory: string, name: string): Promise<string> {
  const { description: _, ...rest } = await templatePackage(name);
  const dependencies = { ...rest.dependencies, 'cdk8s-tekton': packageDependency().version };
  return `${JSON.stringify({ name: packageName(directory), ...rest, dependencies }, undefined, 2)}\n`;
}

/** npm's rules: lower case, url-safe, no dot or underscore at the start. */
function packageName(directory: string): string {
  const name = basename(directory).toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+|-+$/g, '');
  return name === '' ? 'my-pipeline' : name;
}

async function readPackage(folder: string): Promise<PackageFile> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageFile;
}
