import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { fieldValue } from './downward';
import type { EnvSources } from './env';
import { TaskRunError } from './errors';
import type { DataObject, DownwardSource, KeyToPath, ProjectedSource, Volume, VolumeMount, VolumeSource } from './manifest';
import { makeDirectory } from './run-home';

/** The mode of files that Kubernetes makes from ConfigMaps, Secrets and pod fields. */
const FILE_MODE = 0o644;

/** What volumes are made of. */
export interface VolumeContext extends EnvSources {
  /** The directory of the attempt: its emptyDirs live there. */
  readonly attempt: string;
  /** The directory of the run's claims. */
  readonly claims: string;
  allowsHostPath(path: string): boolean;
}

/** The sources that the runner knows. Anything else needs a cluster. */
const VOLUME_SOURCES = ['emptyDir', 'persistentVolumeClaim', 'configMap', 'secret', 'downwardAPI', 'projected', 'hostPath'] as const;

/** The source of a volume that this runner does not have, or undefined. No source: an emptyDir. */
export function unknownSource(volume: VolumeSource): string | undefined {
  return Object.keys(volume).find((key) => !['name', 'subPath', 'volumeClaimTemplate', ...VOLUME_SOURCES].includes(key));
}

/** Makes the content of a volume. @returns its directory on this machine */
export async function makeVolume(volume: Volume, context: VolumeContext): Promise<string> {
  const { persistentVolumeClaim, hostPath, configMap, secret, downwardAPI, projected } = volume;
  const unknown = unknownSource(volume);
  if (unknown) throw failed(`volume '${volume.name}' is of kind '${unknown}', which needs a cluster`);
  if (persistentVolumeClaim) return makeDirectory(join(context.claims, persistentVolumeClaim.claimName));
  if (hostPath) return checkedHostPath(volume.name, hostPath.path, context);
  const directory = await makeDirectory(join(context.attempt, 'volumes', volume.name));
  const write = (projection: ProjectedSource): Promise<void> => writeProjected(directory, volume.name, projection, context);
  if (configMap) await write({ defaultMode: configMap.defaultMode, sources: [{ configMap }] });
  if (secret) await write({ defaultMode: secret.defaultMode, sources: [{ secret: { ...secret, name: secret.secretName } }] });
  if (downwardAPI) await write({ defaultMode: downwardAPI.defaultMode, sources: [{ downwardAPI }] });
  if (projected) await write(projected);
  return directory;
}

/** The place that a mount shows: the volume or a subPath of it, which is made as a directory where nothing is. */
export async function mountPlace(mount: VolumeMount, directory: string, subPath: string | undefined): Promise<string> {
  if (!subPath) return directory;
  const place = join(directory, normalize(subPath));
  if (place !== directory && !place.startsWith(`${directory}/`)) {
    throw failed(`subPath '${subPath}' of volumeMount '${mount.name}' leaves its volume`);
  }
  const exists = await stat(place).then(() => true, () => false);
  if (exists) return place;
  await makeParents(place, directory);
  return place;
}

async function makeParents(place: string, root: string): Promise<void> {
  if (place === root) return;
  await makeParents(dirname(place), root);
  if (!await stat(place).then(() => true, () => false)) await makeDirectory(place);
}

function checkedHostPath(volume: string, path: string, context: VolumeContext): string {
  if (context.allowsHostPath(path)) return path;
  throw failed(`volume '${volume}' is the hostPath '${path}': allow it, or use an emptyDir`);
}

async function writeProjected(directory: string, volume: string, projected: ProjectedSource, context: VolumeContext): Promise<void> {
  const mode = projected.defaultMode ?? FILE_MODE;
  for (const source of projected.sources ?? []) {
    const { configMap, secret, downwardAPI, ...others } = source;
    const unknown = Object.keys(others)[0];
    if (unknown) throw failed(`volume '${volume}' projects '${unknown}', which needs a cluster`);
    if (configMap) {
      const name = configMap.name ?? '';
      await writeObject(directory, volume, { kind: 'ConfigMap', ...configMap, name }, context.configMap(name), mode);
    }
    if (secret) {
      const name = secret.name ?? '';
      await writeObject(directory, volume, { kind: 'Secret', ...secret, name }, context.secret(name), mode);
    }
    if (downwardAPI) await writeFields(directory, downwardAPI, mode, context);
  }
}

interface ObjectSource {
  readonly kind: string;
  readonly name: string;
  readonly optional?: boolean;
  readonly items?: readonly KeyToPath[];
}

async function writeObject(directory: string, volume: string, source: ObjectSource, object: DataObject | undefined, mode: number): Promise<void> {
  if (!object) {
    if (source.optional) return;
    throw failed(`volume '${volume}' needs ${source.kind} '${source.name}', which is not in the input: add its YAML (a cluster would wait for it until the timeout)`);
  }
  const items = source.items ?? [...object.data.keys()].map((key) => ({ key, path: key }));
  for (const item of items) {
    const content = object.data.get(item.key);
    if (content) await writeData(join(directory, item.path), content, 'mode' in item ? item.mode ?? mode : mode);
    else if (!source.optional) throw failed(`volume '${volume}' needs key '${item.key}' of ${source.kind} '${source.name}', expected one of ${[...object.data.keys()].join(', ')}`);
  }
}

async function writeFields(directory: string, { items }: DownwardSource, mode: number, context: VolumeContext): Promise<void> {
  for (const { path, fieldRef, mode: own } of items ?? []) {
    if (!fieldRef) throw failed(`downward API file '${path}' reads a resource, which needs a cluster`);
    await writeData(join(directory, path), Buffer.from(fieldValue(fieldRef.fieldPath, context.pod)), own ?? mode);
  }
}

async function writeData(path: string, content: Buffer, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, mode);
}

function failed(message: string): TaskRunError {
  return new TaskRunError('CreateContainerConfigError', message);
}
