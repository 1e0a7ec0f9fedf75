import { segmentsOf } from '../../rules/model/path';
import type { Place, TextPart } from '../../rules/model/place';

/** From the first character to behind the last one. */
export type Range = readonly [start: number, end: number];

/** A part of a YAML document, however it was read: where it stands, and what is in it. */
export interface YamlNode {
  readonly range: Range;
  /** What a scalar means; undefined for lists and mappings. */
  readonly text?: string;
  /** An alias stands for something else, and is still shown where it stands itself. */
  readonly isAlias?: boolean;
  /** The field or the item of this name; of a field without value there is only the key. */
  child(segment: string | number): { readonly key?: Range; readonly node?: YamlNode } | undefined;
}

/** A file, and where its lines begin. */
export class PlacedText {
  private readonly starts: readonly number[];

  constructor(public readonly file: string, public readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /**
   * Where a path within a document stands: as much of it as there is.
   *
   * @param document the index of the document in the text
   */
  public locate(root: YamlNode, document: number, path: string, part: 'key' | 'value' | TextPart): Place {
    return this.place(this.rangeOf(root, path, part), document);
  }

  public place([start, end]: Range, document: number): Place {
    const { line, column } = this.lineAt(start);
    // A block ends where its last line does.
    const length = this.text.slice(start, end).trimEnd().length;
    const last = length > 0 ? this.lineAt(start + length) : undefined;
    return { file: this.file, document, line, column, ...last && { endLine: last.line, endColumn: last.column } };
  }

  /** From 1, both. */
  public lineAt(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.starts[low] + 1 };
  }

  /** One line, by its number; empty where there is none. */
  public lineText(line: number): string {
    return this.text.slice(this.starts[line - 1] ?? this.text.length, this.starts[line] ?? this.text.length).replace(/\r?\n$/, '');
  }

  private rangeOf(root: YamlNode, path: string, part: 'key' | 'value' | TextPart): Range {
    let node: YamlNode | undefined = root;
    let { range } = root;
    const segments = segmentsOf(path);
    for (const [depth, segment] of segments.entries()) {
      const found: ReturnType<YamlNode['child']> = node?.child(segment);
      if (!found) break;
      const { key } = found;
      node = found.node;
      // A mapping or a list is shown by the key it stands under, a missing value too.
      const isShown = node && (node.text !== undefined || node.isAlias) && node.range[0] < node.range[1];
      const isKeyMeant = depth === segments.length - 1 && part === 'key';
      range = key && (isKeyMeant || !isShown) ? key : node?.range ?? range;
    }
    return typeof part === 'object' && node?.text !== undefined ? rangeWithin(this.text, range, node.text, part) ?? range : range;
  }
}

/**
 * Where a part of a scalar's value is written: it occurs there as often as in the value, unless escapes have changed it. Of
 * a part with several lines, the first one.
 */
export function rangeWithin(text: string, range: Range, value: string, part: TextPart): Range | undefined {
  const [start, end] = contentRange(text, range);
  const [line] = part.text.split('\n');
  const meant = offsetsOf(line, value);
  const written = offsetsOf(line, text.slice(start, end));
  const offset = meant.length === written.length ? written[meant.indexOf(part.index)] : undefined;
  return offset === undefined ? undefined : [start + offset, start + offset + line.length];
}

/** Where the text of a scalar stands: that of a block begins behind its first line, which may have a comment. */
export function contentRange(text: string, [start, end]: Range): Range {
  return text[start] === '|' || text[start] === '>' ? [Math.min(text.indexOf('\n', start) + 1 || end, end), end] : [start, end];
}

function offsetsOf(part: string, text: string): number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(part); at >= 0 && part !== ''; at = text.indexOf(part, at + part.length)) offsets.push(at);
  return offsets;
}
