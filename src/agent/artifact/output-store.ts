import { inputVariables, type UploadOutput, type UploadPlan } from '../../contract/agent-plan';
import { BLANK_REFERENCE, parseReference, type WireReference } from '../../contract/artifact-reference';
import { namePatternOf } from '../../contract/storage-config';
import type { PackedContent } from '../archive';
import { artifactLines, formatBytes } from '../artifact-log';
import type { Settings } from '../config/settings';
import { AgentError } from '../errors';
import type { Invocation } from '../invocation';
import type { StoreOpener } from '../stores/open-store';
import { isRegistry } from '../stores/registry-store';
import type { ArtifactStore } from '../stores/store';
import { artifactIndex, type IndexEntry } from './artifact-index';
import { attachAll, type Attachment } from './attachments';
import { inlineReference, shownReference } from './inline';
import { isKonflux, KONFLUX_LAYER } from './konflux';
import type { ArtifactFacts } from './manifest';
import { mediaTypeFor } from './media-type-for';
import { put, putArtifact, tagOf } from './put-artifact';
import { RunGroup } from './run-group';
import { storageAdvice } from './storage-advice';

/** What an upload works with. */
export interface OutputStoreContext {
  readonly plan: UploadPlan;
  readonly settings: Settings;
  readonly stores: StoreOpener;
  readonly invocation: Invocation;
  readonly created: Date;
  /** Ends the step. */
  readonly signal: AbortSignal;
}

/** Stores outputs one by one and remembers what refers to each. */
export class OutputStore {
  /** The reference of each output, by name. */
  public readonly references = new Map<string, WireReference>();
  private readonly entries = new Map<string, IndexEntry>();
  private readonly attachments: Attachment[] = [];
  private opened: { readonly group?: RunGroup } | undefined;

  constructor(private readonly context: OutputStoreContext) {}

  public setAbsent({ name }: UploadOutput): void {
    this.references.set(name, BLANK_REFERENCE);
  }

  /** Records where content lies that a step stored itself. */
  public setReference({ name }: UploadOutput, reference: WireReference): void {
    this.references.set(name, reference);
    this.context.invocation.print(`recorded '${name}': ${shownReference(reference)}`);
  }

  /** @param start by `performance.now()`, when work on the output began */
  public async store(output: UploadOutput, content: PackedContent, start: number): Promise<WireReference> {
    const forKonflux = isKonflux(this.context.settings.storage);
    const mediaType = forKonflux ? KONFLUX_LAYER : mediaTypeFor(output, content);
    const store = await this.writable(content.size);
    const asDeclared = this.facts(output, mediaType);
    const facts: ArtifactFacts = forKonflux ? { ...asDeclared, kind: 'directory' } : asDeclared;
    const stored = await putArtifact(store, facts, content, { tagPattern: this.tagPattern, group: this.group(store) });
    // they name the archive itself
    const reference = { uri: stored.uri, digest: forKonflux ? stored.contentDigest : stored.digest };
    this.references.set(output.name, reference);
    if (output.attachTo !== undefined) {
      const { digest, size, diffId } = content;
      this.attachments.push({ output, facts: { ...facts, created: stored.created }, layer: { digest, size, diffId }, store });
    }
    this.entries.set(output.name, { name: output.name, manifest: stored.manifest });
    this.log('stored', output, content, { reference, mediaType, start, bytesSent: stored.sent });
    return reference;
  }

  /** Keeps content in its own reference. */
  public keepInline(output: UploadOutput, content: PackedContent, bytes: Buffer, start: number): WireReference {
    const mediaType = mediaTypeFor(output, content);
    const reference = inlineReference(bytes, mediaType);
    this.references.set(output.name, reference);
    this.log('kept', output, content, { reference, mediaType, start, bytesSent: 0 });
    return reference;
  }

  /** Stores the index of the outputs that have no result of their own. Blank when there are none, as for a Task that did not run. */
  public async storeIndex(name: string): Promise<WireReference> {
    const { plan, settings, stores } = this.context;
    const entries = plan.outputs.filter(({ indexed }) => indexed).flatMap((output) => this.entries.get(output.name) ?? []);
    if (entries.length === 0) return BLANK_REFERENCE;
    const store = await stores.forWriting();
    const group = this.group(store);
    const index = artifactIndex(entries, await group?.isStored ? group?.subject : undefined);
    await put(store, index, tagOf(store, { name, run: settings.run }, this.tagPattern));
    return { uri: store.location, digest: index.descriptor.digest };
  }

  /** Attaches outputs to their images, and waits until what was stored is listed with its run. Never fails. */
  public async close(): Promise<void> {
    const { stores, invocation: { env, print } } = this.context;
    const reference = (name: string) => this.references.get(name) ?? referenceIn(env, name);
    await Promise.all([
      this.opened?.group?.close(),
      attachAll(this.attachments, { open: (uri) => stores.forReading(uri), reference, print }),
    ]);
  }

  /** The uri that stored outputs will have; undefined when nothing can be stored. */
  public async location(): Promise<string | undefined> {
    const { stores } = this.context;
    return stores.problem === undefined ? (await stores.forWriting()).location : undefined;
  }

  private get tagPattern(): string {
    return namePatternOf(this.context.settings.storage);
  }

  /** The group of the run; its nodes are stored when the first output is. */
  private group(store: ArtifactStore): RunGroup | undefined {
    const { settings: { storage, run }, invocation, signal } = this.context;
    if (!isRegistry(store) || storage['oci.groupByPipelineRun'] === 'false') return undefined;
    const warn = (text: string) => invocation.print(`warning: ${text}`);
    this.opened ??= { group: RunGroup.open(store, { run, tagPattern: this.tagPattern, signal, warn }) };
    return this.opened.group;
  }

  private async writable(size: number): Promise<ArtifactStore> {
    const { stores, settings } = this.context;
    if (stores.problem !== undefined) {
      throw new AgentError('STORAGE_DISABLED', `${formatBytes(size)} must be stored and ${stores.problem}, ${storageAdvice(settings.run.namespace)}`);
    }
    return stores.forWriting();
  }

  private facts(output: UploadOutput, mediaType: string): ArtifactFacts {
    const { settings, created, invocation: { env: { IMAGE_EXPIRES_AFTER: expiresAfter } } } = this.context;
    const { name, kind, subject = false } = output;
    return { name, kind, mediaType, run: settings.run, subject, created, expiresAfter };
  }

  private log(action: string, output: UploadOutput, content: PackedContent, more: {
    reference: WireReference; mediaType: string; start: number; bytesSent: number;
  }): void {
    artifactLines(action, {
      name: output.name,
      kind: output.kind,
      reference: more.reference,
      size: content.size,
      contentType: more.mediaType,
      contentDigest: content.digest,
      diffId: content.diffId,
      seconds: (performance.now() - more.start) / 1000,
      bytesSent: more.bytesSent,
    }).forEach(this.context.invocation.print);
  }
}

/** When outputs were made: now, or `SOURCE_DATE_EPOCH` (seconds) where builds are to be reproducible. */
export function createdTime({ env, now }: Invocation): Date {
  const epoch = env.SOURCE_DATE_EPOCH;
  if (!epoch) return now();
  if (!/^\d{1,11}$/.test(epoch)) throw new AgentError('USAGE', `env SOURCE_DATE_EPOCH is '${epoch}', expected seconds since 1970`);
  return new Date(Number(epoch) * 1000);
}

/** The reference of an input that this step was given for attaching to it. */
function referenceIn(env: Invocation['env'], name: string): WireReference | undefined {
  const { uri, digest, reference } = inputVariables(name);
  const text = env[reference];
  if (text !== undefined) return parseReference(text);
  return env[uri] === undefined ? undefined : { uri: env[uri], digest: env[digest] ?? '' };
}
