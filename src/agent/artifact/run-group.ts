import type { Descriptor } from '../../contract/descriptor';
import { bytesSource } from '../../oci-client';
import type { RunIdentity } from '../config/run-identity';
import { messageOf } from '../errors';
import type { RegistryStore } from '../stores/registry-store';
import type { Grouping } from './put-artifact';
import { runNodes, type RunNode, type RunNodes } from './run-nodes';

/** Longest time that a step waits for lists of referrers, in milliseconds: nothing depends on them. */
const PATIENCE = 60_000;

/** What a group needs. */
export interface RunGroupOptions {
  readonly run: RunIdentity;
  /** @default - that of the configuration schema */
  readonly tagPattern?: string;
  /** Ends the step: what fails then is no news. */
  readonly signal: AbortSignal;
  /** Takes what went wrong. */
  readonly warn: (text: string) => void;
}

/**
 * Keeps the artifacts of a run together in a registry: they refer to their TaskRun, which refers to its PipelineRun.
 *
 * It is there for people, so no failure of it fails a step. The nodes are stored, and listed where the registry does
 * not do that itself, beside the work on the content.
 */
export class RunGroup implements Grouping {
  /** Begins to store the nodes. @returns undefined for a program run by hand */
  public static open(store: RegistryStore, options: RunGroupOptions): RunGroup | undefined {
    const nodes = runNodes(options.run, options.tagPattern);
    return nodes && new RunGroup(store, nodes, options);
  }

  public readonly subject: Descriptor;
  public readonly isStored: Promise<boolean>;
  private readonly isListed: Promise<unknown>;
  private readonly warnings: string[] = [];

  private constructor(private readonly store: RegistryStore, nodes: RunNodes, private readonly options: RunGroupOptions) {
    this.subject = nodes.taskRun.document.descriptor;
    this.isStored = this.attempt('store the nodes of this run', () => this.storeNodes(nodes));
    // the PipelineRun's list is that of many TaskRuns, which may end at the same time
    this.isListed = this.isStored.then((isStored) => isStored && this.list(false));
  }

  /** Waits until all that was stored is listed, for a minute at most, and says what went wrong: where the artifacts could not be stored either, that is enough. */
  public async close(): Promise<void> {
    // nobody else writes the list of this TaskRun
    await Promise.all([this.isListed, await this.isStored && this.list(true)]);
    this.warnings.forEach(this.options.warn);
  }

  private async storeNodes({ pipelineRun, taskRun }: RunNodes): Promise<void> {
    await Promise.all([pipelineRun, taskRun].map((node) => node && this.storeNode(node)));
  }

  /** Other steps store the same, and a registry with immutable tags takes it once. */
  private async storeNode({ document: { descriptor, content }, tag }: RunNode): Promise<void> {
    if ((await this.store.find(tag))?.digest === descriptor.digest) return;
    await this.store.put(descriptor, bytesSource(content), tag);
  }

  private list(alone: boolean): Promise<boolean> {
    return this.attempt('list the artifacts of this run', () => this.store.fileReferrers({ alone, signal: AbortSignal.timeout(PATIENCE) }));
  }

  private async attempt(what: string, operation: () => Promise<void>): Promise<boolean> {
    try {
      await operation();
      return true;
    } catch (error) {
      if (!this.options.signal.aborted) this.warnings.push(`cannot ${what}, which is for 'artifact tree' alone: ${messageOf(error)}`);
      return false;
    }
  }
}
