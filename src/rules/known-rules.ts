import { nearest } from '../private/suggestion';
import { ALL_PACKS } from './packs/all';

/** Tells whether this package has a rule of this id. */
export function isKnownRule(id: string): boolean {
  return knownIds().includes(id);
}

/** The end of a message about an unknown id. There are too many rules to name them all: `, did you mean 'digest/image'?` */
export function ruleSuggestion(id: string): string {
  const ids = knownIds();
  const meant = ids.find((known) => known.endsWith(`/${id}`)) ?? nearest(id, ids);
  return meant === undefined ? ', RULES.md has all there are' : `, did you mean '${meant}'?`;
}

function knownIds(): string[] {
  return ALL_PACKS.flatMap(({ rules }) => rules.map(({ id }) => id));
}
