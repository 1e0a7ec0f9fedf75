import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { UsageError } from './command';
import { packageDependency, PACKAGE_ROOT } from './package';

const TEMPLATES = join(PACKAGE_ROOT, 'templates');

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

/** All templates, by name. */
export async function templates(): Promise<Template[]> {
  const names = (await readdir(TEMPLATES)).filter((name) => existsSync(join(TEMPLATES, name, 'package.json'))).sort();
  return Promise.all(names.map(async (name) => {
    const { description } = await readPackage(join(TEMPLATES, name, 'package.json'));
    return { name, description: String(description) };
  }));
}

/**
 * Copies a template: its package is named by the directory and depends on this version.
 *
 * @returns the files it made, relative to the directory
 * @throws UsageError when one of its files is there already: nothing is written then
 */
export async function copyTemplate(name: string, directory: string): Promise<string[]> {
  const source = join(TEMPLATES, name);
  const files = (await listFiles(source)).map((file) => ({ from: join(source, file), to: targetOf(file) }));
  const present = [...files.map(({ to }) => to), '.npmrc'].find((file) => existsSync(join(directory, file)));
  if (present) throw new UsageError(`'${join(directory, present)}' is there already and init never overwrites: choose an empty or new directory`);
  for (const { from, to } of files) {
    const target = join(directory, to);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, to === 'package.json' ? await packageFor(directory, from) : await readFile(from));
  }
  const { npmrc } = packageDependency();
  if (npmrc !== '') await writeFile(join(directory, '.npmrc'), npmrc, { flag: 'wx' });
  return [...files.map(({ to }) => to), ...npmrc === '' ? [] : ['.npmrc']];
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

async function packageFor(directory: string, from: string): Promise<string> {
  const template = await readPackage(from);
  const { description: _, ...rest } = template;
  const dependencies = { ...template.dependencies as object, 'cdk8s-tekton': packageDependency().version };
  return `${JSON.stringify({ ...rest, name: packageName(directory), dependencies }, undefined, 2)}\n`;
}

/** npm's rules: lower case, url-safe, no dot or underscore at the start. */
function packageName(directory: string): string {
  const name = basename(directory).toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+|-+$/g, '');
  return name === '' ? 'my-pipeline' : name;
}

async function readPackage(path: string): Promise<{ readonly [key: string]: unknown }> {
  return JSON.parse(await readFile(path, 'utf8')) as { readonly [key: string]: unknown };
}
