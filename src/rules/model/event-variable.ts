/** A param of a TriggerTemplate in what it makes. */
export const TEMPLATE_PARAM = /\$\(tt\.params\.([^()]+)\)/g;

/** What Triggers replaces before there is an object: a param, or the id of the event. */
const EVENT_VARIABLE = /\$\((?:tt\.params\.([^()]+)|uid)\)/g;

/** Tells whether an event completes a text. */
export function isOfEvent(text: string): boolean {
  return text.search(EVENT_VARIABLE) >= 0;
}

/** A text with names in place of what an event puts there. */
export function withNames(text: string): string {
  return text.replace(EVENT_VARIABLE, (_, name: string = 'uid') => name.toLowerCase());
}

/** Where in a text stands what `withNames` has at an offset. */
export function writtenOffset(text: string, offset: number): number {
  let longer = 0;
  for (const { index, 0: variable } of text.matchAll(EVENT_VARIABLE)) {
    if (index - longer >= offset) break;
    longer += variable.length - withNames(variable).length;
  }
  return offset + longer;
}
