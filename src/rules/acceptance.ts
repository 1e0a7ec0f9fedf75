import type { AcknowledgedLines, Acknowledgement } from './model/acknowledgement';
import type { RuleDocument } from './model/document';
import { valueAt } from './model/path';
import type { Place } from './model/place';

/** What a finding speaks of. */
export interface Found {
  /** As rules report it. */
  readonly path: string;
  readonly place: Place;
  /** Where the part of a text begins that is meant. Unset: all of the value. */
  readonly start?: number;
}

/** The acknowledgement that accepts what a rule has found, if there is one. */
export function acknowledgementOf(document: RuleDocument, ruleId: string, found: Found): Acknowledgement | undefined {
  const path = document.writtenPath(found.path);
  const candidates = document.acknowledgements.filter((each) => each.ruleId === ruleId && each.problem === undefined && isBelow(path, each.path));
  // Most findings have none.
  if (candidates.length === 0) return undefined;
  const lines = linesOf(document, found);
  return candidates.find((each) => !each.lines || isBeside(each.lines, lines));
}

function isBelow(path: string, outer: string | undefined): boolean {
  return outer === undefined || path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

/** The lines at which a finding can be accepted. */
interface FoundLines {
  /** Of the file: its own, and those where the field begins that it stands in. */
  readonly ofFile: readonly (number | undefined)[];
  /** Of the text that it is a part of. */
  readonly ofText?: number;
  /** Where that text stands. */
  readonly text: Place;
}

function linesOf({ source, locator }: RuleDocument, { path, place, start }: Found): FoundLines {
  const value = valueAt(source, path);
  // An item of a list of texts is accepted with the list, too.
  const fields = typeof value === 'string' ? [path, path.replace(/(?:\[\d+\])+$/, '')] : [path];
  return {
    ofFile: [place.line, ...fields.map((field) => locator.locate(field, 'key').line)],
    ofText: start === undefined ? undefined : String(value).slice(0, start).split('\n').length,
    text: locator.locate(path, 'value'),
  };
}

function isBeside({ first, last, text }: AcknowledgedLines, found: FoundLines): boolean {
  const has = (line: number | undefined): boolean => line !== undefined && line >= first && line <= last;
  if (!text) return found.ofFile.some(has);
  return text.line === found.text.line && text.column === found.text.column && has(found.ofText);
}
