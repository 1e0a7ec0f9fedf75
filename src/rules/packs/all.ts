import type { Pack } from '../rule';
import { configuration } from './configuration';
import { digest } from './digest';
import { tekton } from './tekton';

/** Every pack there is, in the order in which they are described. */
export const ALL_PACKS: readonly Pack[] = [tekton, digest, configuration];
