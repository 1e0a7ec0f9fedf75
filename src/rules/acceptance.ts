import type { Acknowledgement } from './model/acknowledgement';
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
  return document.acknowledgements.find((each) => each.ruleId === ruleId && each.problem === undefined
    && isBelow(document.writtenPath(found.path), each.path) && isBeside(document, found, each.lines));
}

function isBelow(path: string, outer: string | undefined): boolean {
  return outer === undefined || path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

function isBeside({ source, locator }: RuleDocument, { path, place, start }: Found, lines: Acknowledgement['lines']): boolean {
  if (!lines) return true;
  const has = (line: number | undefined): boolean => line !== undefined && line >= lines.first && line <= lines.last;
  const value = valueAt(source, path);
  if (lines.text) {
    const { line, column } = locator.locate(path, 'value');
    return start !== undefined && line === lines.text.line && column === lines.text.column && has(String(value).slice(0, start).split('\n').length);
  }
  // An item of a list of texts is accepted with the list, too.
  const fields = typeof value === 'string' ? [path, path.replace(/(?:\[\d+\])+$/, '')] : [path];
  return has(place.line) || fields.some((field) => has(locator.locate(field, 'key').line));
}
