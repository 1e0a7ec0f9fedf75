import { nearest } from '../private/suggestion';
import { ALL_PACKS } from './packs/all';
import type { Pack } from './rule';

/** Tells whether one of these packs has a rule of this id. Default: those of this package. */
export function isKnownRule(id: string, packs: readonly Pack[] = ALL_PACKS): boolean {
  return idsOf(packs).includes(id);
}

/** The end of a message about an unknown id. There are too many rules to name them all: `, did you mean 'digest/image'?` */
export function ruleSuggestion(id: string, packs: readonly Pack[] = ALL_PACKS): string {
  const ids = idsOf(packs);
  const meant = ids.find((known) => known.endsWith(`/${id}`)) ?? nearest(id, ids);
  return meant === undefined ? ', RULES.md has all there are' : `, did you mean '${meant}'?`;
}

function idsOf(packs: readonly Pack[]): string[] {
  return packs.flatMap(({ rules }) => rules.map(({ id }) => id));
}
