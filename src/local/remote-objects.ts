import { suggestion } from '../private/suggestion';
import { type Documents, loadDocuments, readDocuments } from './documents';
import { RunInputError } from './errors';
import type { Manifest, StringMap } from './manifest';
import type { RemoteFinder, RemoteReference, RemoteSpecs } from './remote-reference';
import type { BundleEntry } from './tekton-bundle';

/** Stands in for the resolvers of a cluster: files that a person names, and bundles. */
export class RemoteObjects implements RemoteFinder {
  readonly #names = new Set<string>();
  readonly #used = new Set<string>();
  readonly #missing: { readonly kind: string; readonly reference: RemoteReference }[] = [];

  /**
   * @param files paths of YAML files by what a reference may be called
   * @param readBundle reads YAML out of a bundle
   */
  constructor(private readonly files: StringMap, private readonly readBundle: (entry: BundleEntry) => Promise<string>) {}

  async find<K extends keyof RemoteSpecs>(kind: K, reference: RemoteReference): Promise<Manifest<RemoteSpecs[K]> | undefined> {
    const { names, resolver, params, where } = reference;
    names.forEach((name) => this.#names.add(name));
    const given = names.find((name) => Object.hasOwn(this.files, name));
    if (given !== undefined) {
      this.#used.add(given);
      const file = this.files[given];
      return only(await loadDocuments([file]), kind, params.get('name'), `--resolve ${given}=${file}`);
    }
    const entry = resolver === 'bundles' ? entryOf(params) : undefined;
    if (!entry) {
      this.#missing.push({ kind, reference });
      return undefined;
    }
    const text = await this.readBundle(entry);
    return only(readDocuments([{ file: entry.bundle, text }]), kind, entry.name, `${where}: bundle '${entry.bundle}'`);
  }

  /** @throws RunInputError for a file that stands for nothing, and for what was not found */
  check(): void {
    const unused = Object.keys(this.files).find((name) => !this.#used.has(name));
    if (unused !== undefined) {
      const names = [...this.#names];
      throw new RunInputError(names.length === 0
        ? `--resolve ${unused}=${this.files[unused]}: nothing that is run has a resolver, leave it out`
        : `--resolve ${unused}=${this.files[unused]}: no reference with a resolver is called '${unused}'${suggestion(unused, names)}`);
    }
    const [first, ...others] = this.#missing;
    if (!first) return;
    const { kind, reference: { resolver, names, where } } = first;
    const why = resolver === 'bundles' ? 'without a bundle and a name that are known before the run' : 'which needs a cluster';
    const rest = others.length > 0 ? `, and so for ${others.map(({ reference }) => reference.names[0]).join(', ')}` : '';
    throw new RunInputError(`${where} uses the resolver '${resolver}', ${why}: give its ${kind} by --resolve ${names[0]}=<file.yaml>${rest}`);
  }
}

/** What is taken out of which bundle, where both are known. Source: pkg/resolution/resolver/bundle/params.go. */
function entryOf(params: ReadonlyMap<string, string>): BundleEntry | undefined {
  const bundle = params.get('bundle');
  const name = params.get('name');
  const kind = params.get('kind') ?? 'task';
  if (bundle === undefined || name === undefined || [bundle, name, kind].some((text) => text.includes('$('))) return undefined;
  return { bundle, name, kind: kind.toLowerCase() };
}

/** The object of a kind that a file is meant to have; of several the one that the resolver is asked for. */
function only<K extends keyof RemoteSpecs>(documents: Documents, kind: K, name: string | undefined, where: string): Manifest<RemoteSpecs[K]> {
  const found = objectsOf(documents, kind);
  const object = found.length === 1 ? found[0] : found.find(({ metadata }) => metadata.name === name);
  if (object) return object;
  if (found.length > 1) throw new RunInputError(`${where} has ${found.length} objects of kind ${kind}, expected one${name === undefined ? '' : ` or one called '${name}'`}`);
  const others = [...documents.pipelines, ...documents.tasks, ...documents.stepActions, ...documents.pipelineRuns, ...documents.taskRuns];
  const what = others.length === 0 ? 'nothing of Tekton' : others.map((other) => `${other.kind} '${other.metadata.name ?? ''}'`).join(', ');
  throw new RunInputError(`${where} has ${what}, expected a ${kind}`);
}

function objectsOf<K extends keyof RemoteSpecs>({ pipelines, tasks, stepActions }: Documents, kind: K): readonly Manifest<RemoteSpecs[K]>[] {
  const objects: { readonly [kind in keyof RemoteSpecs]: readonly Manifest<RemoteSpecs[kind]>[] } = {
    Pipeline: pipelines, Task: tasks, StepAction: stepActions,
  };
  return objects[kind];
}
