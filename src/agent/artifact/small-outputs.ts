import { buffer } from 'stream/consumers';
import type { UploadOutput } from '../../contract/agent-plan';
import { DEFAULT_INLINE_THRESHOLD } from '../../contract/storage-config';
import type { PackedContent } from '../archive';
import type { Settings } from '../config/settings';
import { AgentError } from '../errors';
import { about } from '../failure';
import { inlineReference } from './inline';
import { isKonflux } from './konflux';
import { mediaTypeFor } from './media-type-for';
import type { OutputStore } from './output-store';
import { type ResultShare, resultOf, resultValue } from './result-share';
import { storageAdvice } from './storage-advice';

interface SmallOutput {
  readonly output: UploadOutput;
  readonly content: PackedContent;
  readonly start: number;
}

/** A digest as long as any: for what a reference will take. */
const ANY_DIGEST = `sha256:${'0'.repeat(64)}`;

/**
 * Outputs small enough to travel in their own reference.
 *
 * Which of them do is decided when all others are known, because all share the bytes of the step's results:
 * those declared `inline` first, then from small to large.
 */
export class SmallOutputs {
  private readonly waiting: SmallOutput[] = [];
  private readonly threshold: number;

  constructor(
    private readonly settings: Settings,
    private readonly target: OutputStore,
    private readonly share: ResultShare,
  ) {
    this.threshold = Number(settings.storage['inline-threshold'] ?? DEFAULT_INLINE_THRESHOLD);
  }

  /**
   * Takes an output that may stay inline; false for one that must be stored.
   *
   * @throws AgentError `INLINE_TOO_LARGE` for one that is declared inline and is over the threshold
   */
  public takes(output: UploadOutput, content: PackedContent, start: number): boolean {
    if (isKonflux(this.settings.storage) || output.attachTo !== undefined) return false;
    // an index refers to what is stored, and Tekton Chains takes the uri of a build output for an image
    if (output.indexed || output.storage === 'external' || (output.subject && output.storage !== 'inline')) return false;
    if (content.size <= this.threshold) {
      this.waiting.push({ output, content, start });
      return true;
    }
    if (output.storage !== 'inline') return false;
    void content.dispose();
    throw new AgentError('INLINE_TOO_LARGE', `it is declared inline and has ${content.size} bytes, more than the inline-threshold of ${this.threshold}: `
      + 'make it smaller, raise the threshold, or drop the storage hint so that it is stored');
  }

  /** Keeps inline what fits and stores the rest. */
  public async settle(): Promise<void> {
    await this.reserve();
    const isForced = ({ output }: SmallOutput) => output.storage === 'inline';
    const order = [...this.waiting].sort((a, b) => Number(isForced(b)) - Number(isForced(a)) || a.content.size - b.content.size);
    for (const small of order) await about(`output '${small.output.name}'`, () => this.place(small));
  }

  public async dispose(): Promise<void> {
    await Promise.all(this.waiting.map(({ content }) => content.dispose()));
  }

  /** Takes the room that each will need at least. */
  private async reserve(): Promise<void> {
    if (this.waiting.length === 0) return;
    const uri = await this.target.location() ?? '';
    for (const { output } of this.waiting) this.share.set(resultOf(output), resultValue(output, { uri, digest: ANY_DIGEST }));
  }

  private async place({ output, content, start }: SmallOutput): Promise<void> {
    const bytes = await buffer(content.open());
    const inline = resultValue(output, inlineReference(bytes, mediaTypeFor(output, content)));
    if (this.share.fits(resultOf(output), inline)) {
      this.target.keepInline(output, content, bytes, start);
      this.share.set(resultOf(output), inline);
      return;
    }
    if (output.storage === 'inline' || await this.target.location() === undefined) throw this.tooLarge(output, content);
    this.share.set(resultOf(output), resultValue(output, await this.target.store(output, content, start)));
  }

  private tooLarge(output: UploadOutput, content: PackedContent): AgentError {
    const facts = `${content.size} bytes do not fit into what is left of this step's share of result bytes`;
    return output.storage === 'inline'
      ? new AgentError('INLINE_TOO_LARGE', `${facts}: drop the storage hint so that it is stored, or have fewer steps and inline outputs`)
      : new AgentError('STORAGE_DISABLED', `${facts} and no storage is configured, ${storageAdvice(this.settings.run.namespace)}`);
  }
}
