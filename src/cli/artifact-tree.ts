import { isRegistry } from '../agent/stores/registry-store';
import type { ArtifactStore } from '../agent/stores/store';
import type { Digest } from '../contract/digest';
import { factsOf, type StoredFacts } from './artifact-facts';
import { listStored } from './artifact-list';
import { isMissing } from './artifact-missing';

/** Something in a store, with all that belongs to it or is attached to it. */
export interface StoredTree extends StoredFacts {
  readonly children: readonly StoredTree[];
}

/**
 * Finds what belongs to a manifest: the TaskRuns of a PipelineRun, their artifacts, what is attached to an image.
 *
 * By referrers, and by the tags of a run as well: a list of referrers may have lost an entry, a store may know none.
 *
 * @throws AgentError `NOT_FOUND` when the manifest itself is not there
 */
export async function treeOf(store: ArtifactStore, digest: Digest): Promise<StoredTree> {
  const root = factsOf(await store.manifest(digest), `${store.location}@${digest}`);
  const tagged = root.kind === 'pipelinerun' || root.kind === 'taskrun' ? await listStored(store, runPrefix(root)) : [];
  const seen = new Set<Digest>();
  return { ...root, children: await childrenOf(root) };

  async function childrenOf(parent: StoredFacts): Promise<StoredTree[]> {
    seen.add(parent.digest);
    const byTag = tagged.filter(({ subject }) => subject === parent.digest);
    const digests = new Set([...await referrersOf(store, parent.digest), ...byTag.map((each) => each.digest)]);
    const children: StoredTree[] = [];
    for (const each of digests) {
      const facts = seen.has(each) ? undefined : byTag.find((found) => found.digest === each) ?? await describe(store, each);
      if (facts) children.push({ ...factsAlone(facts), children: await childrenOf(facts) });
    }
    return children.sort((a, b) => a.created.localeCompare(b.created) || a.name.localeCompare(b.name));
  }
}

/** The artifacts of a PipelineRun by what they say of themselves, for stores that group nothing; undefined when there are none. */
export async function treeOfRun(store: ArtifactStore, pipelineRun: string): Promise<StoredTree | undefined> {
  const found = (await listStored(store)).filter((each) => each.pipelineRun === pipelineRun || (each.pipelineRun === '' && each.taskRun === pipelineRun));
  const [first] = found;
  if (first === undefined) return undefined;
  const run = (kind: 'pipelinerun' | 'taskrun', name: string, children: readonly StoredTree[]): StoredTree => (
    { ...factsAlone(first), kind, name, size: 0, mediaType: '', taskRun: kind === 'taskrun' ? name : '', created: '', children }
  );
  const taskRuns = [...new Set(found.map(({ taskRun }) => taskRun))].map((taskRun) => (
    run('taskrun', taskRun, found.filter((each) => each.taskRun === taskRun).map((each) => ({ ...factsAlone(each), children: [] })))
  ));
  return first.pipelineRun === '' ? taskRuns[0] : run('pipelinerun', pipelineRun, taskRuns);
}

/** How the tags of a run's artifacts begin, as far as the default pattern is used. */
function runPrefix({ namespace, pipelineRun, taskRun, kind }: StoredFacts): string {
  return [namespace, pipelineRun, ...kind === 'taskrun' ? [taskRun] : []].join('.') + '.';
}

async function referrersOf(store: ArtifactStore, digest: Digest): Promise<Digest[]> {
  return isRegistry(store) ? (await store.referrers(digest)).map((each) => each.digest) : [];
}

/** @returns undefined for what was deleted and is listed still */
async function describe(store: ArtifactStore, digest: Digest): Promise<StoredFacts | undefined> {
  try {
    return factsOf(await store.manifest(digest), `${store.location}@${digest}`);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function factsAlone({ kind, name, digest, mediaType, size, namespace, pipelineRun, taskRun, created, subject }: StoredFacts): StoredFacts {
  return { kind, name, digest, mediaType, size, namespace, pipelineRun, taskRun, created, ...subject === undefined ? {} : { subject } };
}
