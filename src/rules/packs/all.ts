import type { Pack } from '../rule';
import { bestPractice } from './best-practice';
import { configuration } from './configuration';
import { digest } from './digest';
import { konflux } from './konflux';
import { security } from './security';
import { tekton } from './tekton';

/** Every pack there is, in the order in which they are described. */
export const ALL_PACKS: readonly Pack[] = [tekton, digest, configuration, security, bestPractice, konflux];
