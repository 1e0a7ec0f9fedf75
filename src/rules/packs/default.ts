import type { Pack } from '../rule';
import { ALL_PACKS } from './all';

/** The packs that are applied where nobody names any. */
export const DEFAULT_PACKS: readonly Pack[] = ALL_PACKS.filter(({ onDemand }) => !onDemand);
