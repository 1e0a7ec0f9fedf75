import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { imageNameProblem } from '../../rules/model/image-name';
import type { Place } from '../../rules/model/place';
import { readArguments } from '../arguments';
import { type Command, EXIT, type Terminal, UsageError } from '../command';
import { counted } from '../counted';
import { quotedLike, replaceValues } from '../fix/replace-values';
import { findImages, type FoundImage } from '../pin/find-images';
import { DEFAULT_LOCK, type ImageLock, readLock, writeLock } from '../pin/lock-file';
import { resolveDigests } from '../pin/resolve-digests';
import { REGISTRY_OPTIONS, registryOptions } from '../registry-options';
import { readSources } from '../validate/find-files';
import { readYaml } from '../validate/read-yaml';
import { writeFile } from '../write-file';

const HELP = `Usage: cdk8s-tekton pin <path..> [options]

Looks up the digest of every image and bundle in Tekton YAML that has none, and
keeps it in a lock file. Reads files, and all YAML files in directories. Of a
multi-platform image it is the digest of the index. Credentials are those of
docker login.

  --lock <file>     the lock, to be committed; default: ${DEFAULT_LOCK}
  --write           write the digests of the lock into the YAML, too
  --update          look up all names again, and forget those no longer used
  --check           change nothing; exit code 1 when a name is not in the lock,
                    or YAML and lock differ; with --update when a tag has moved
  --plain-http      speak http; without it for loopback addresses only
  --ca-file <pem>   trust this certificate authority too, and speak https only

Examples:
  cdk8s-tekton pin dist --write
  cdk8s-tekton pin dist --check
`;

const OPTIONS = {
  lock: { type: 'string', default: DEFAULT_LOCK },
  write: { type: 'boolean' },
  update: { type: 'boolean' },
  check: { type: 'boolean' },
  ...REGISTRY_OPTIONS,
} as const;

/** `pin`: from tags to digests. */
export const pin: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, OPTIONS, 'cdk8s-tekton pin');
    if (positionals.length === 0) throw new UsageError('pin needs a path: a YAML file or a directory');
    if (positionals.includes('-')) throw new UsageError('pin reads files, not standard input');
    if (values.check && values.write) throw new UsageError('expected only one of --check and --write');
    const { update = false } = values;
    const found = await imagesOf(positionals);
    const lock = await readLock(values.lock);
    const options = await registryOptions(values, terminal);
    const lookUp = (names: readonly string[]) => resolveDigests(names, options, terminal.signal);
    const work = { ...found, lock, file: values.lock, update, lookUp };
    return values.check ? check(work, terminal) : pinImages(work, values.write ?? false, terminal);
  },
};

/** What there is to pin, and what is known. */
interface Work {
  readonly images: readonly FoundImage[];
  /** What is told of names that nothing can have. */
  readonly wrong: readonly string[];
  readonly lock: ImageLock;
  /** Of the lock. */
  readonly file: string;
  readonly update: boolean;
  readonly lookUp: (names: readonly string[]) => ReturnType<typeof resolveDigests>;
}

async function imagesOf(paths: readonly string[]): Promise<Pick<Work, 'images' | 'wrong'>> {
  const { texts, unreadable } = await readSources(paths);
  if (unreadable.length > 0) throw new UsageError(unreadable.join('; '));
  const found = texts.flatMap(({ file, text }) => findImages(readYaml(file, text)));
  const images = found.filter(({ name }) => imageNameProblem(name) === undefined);
  const wrong = found.filter((image) => !images.includes(image));
  return { images, wrong: wrong.map(({ name, place }) => `${shown(place)}: '${name}' is no name of an image: ${imageNameProblem(name) ?? ''}`) };
}

async function pinImages({ images, wrong, lock, file, update, lookUp }: Work, write: boolean, { stdout, stderr }: Terminal): Promise<number> {
  // What is pinned by hand stays; what the lock knows was pinned by it.
  const names = [...new Set(images.filter(({ name, digest }) => digest === undefined || lock.has(name)).map(({ name }) => name))].sort();
  const resolved = await lookUp(update ? names : names.filter((name) => !lock.has(name)));
  const next = new Map([
    ...[...lock].filter(([name]) => !update || images.some((image) => image.name === name)),
    ...[...resolved].flatMap(([name, answer]) => 'digest' in answer ? [[name, answer.digest] as const] : []),
  ]);
  if (!isDeepStrictEqual(next, lock)) await writeLock(file, next);
  const written = write ? await writePins(images, next) : undefined;
  const problems = [
    ...wrong,
    ...[...resolved].flatMap(([name, answer]) => 'problem' in answer ? [`${placeOf(images, name)}: ${answer.problem}`] : []),
    ...write ? [] : images.flatMap((image) => conflictOf(image, next)).map((conflict) => `${conflict}: --write takes that of the lock`),
  ];
  for (const problem of problems) stderr.write(`${problem}\n`);
  stdout.write(summary(names.filter((name) => next.has(name)).length, names.length, file, written));
  return problems.length > 0 ? EXIT.failed : EXIT.done;
}

async function check({ images, wrong, lock, file, update, lookUp }: Work, { stdout, stderr }: Terminal): Promise<number> {
  const now = await lookUp(update ? [...lock.keys()].filter((name) => images.some((image) => image.name === name)) : []);
  const missing = ({ name, digest }: FoundImage) => digest === undefined && !lock.has(name);
  const problems = [...wrong, ...images.flatMap((image) => missing(image)
    ? [`${shown(image.place)}: '${image.name}' is not in the lock '${file}', run cdk8s-tekton pin`]
    : conflictOf(image, lock))];
  for (const [name, found] of now) {
    if ('problem' in found) problems.push(`${placeOf(images, name)}: ${found.problem}`);
    else if (found.digest !== lock.get(name)) problems.push(`${placeOf(images, name)}: '${name}' is ${found.digest} now, and the lock has ${lock.get(name) ?? ''}`);
  }
  for (const problem of problems) stderr.write(`${problem}\n`);
  if (problems.length === 0) stdout.write(`${counted(images.length, 'image or bundle', 'images and bundles')} ${images.length === 1 ? 'agrees' : 'agree'} with '${file}'\n`);
  return problems.length > 0 ? EXIT.failed : EXIT.done;
}

/** Tells that YAML and lock have different digests. */
function conflictOf({ name, digest, place }: FoundImage, lock: ImageLock): string[] {
  const locked = lock.get(name);
  return digest === undefined || locked === undefined || digest === locked ? [] : [`${shown(place)}: '${name}' is pinned to ${digest}, and the lock has ${locked}`];
}

/** Writes the digests of the lock behind all names that it has. @returns the number of files that changed */
async function writePins(images: readonly FoundImage[], lock: ImageLock): Promise<number> {
  const files = new Set(images.flatMap(({ place }) => place.file ?? []));
  let changed = 0;
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    const replacements = images.filter(({ place }) => place.file === file).flatMap(({ name, place, digest }) => {
      const locked = lock.get(name);
      return locked === undefined || locked === digest ? [] : [{ place, write: (old: string) => quotedLike(old, `${name}@${locked}`) }];
    });
    const pinned = replaceValues(text, replacements);
    if (pinned === text) continue;
    await writeFile(file, pinned);
    changed += 1;
  }
  return changed;
}

function summary(locked: number, names: number, lock: string, written: number | undefined): string {
  const files = written === undefined ? '' : `, ${counted(written, 'file')} changed`;
  return `${locked} of ${counted(names, 'name')} in '${lock}'${files}\n`;
}

function placeOf(images: readonly FoundImage[], name: string): string {
  const found = images.find((image) => image.name === name);
  return found ? shown(found.place) : name;
}

function shown({ file, line, column }: Place): string {
  return `${file ?? ''}:${line ?? 1}:${column ?? 1}`;
}
