import { artifactReference } from '../digest/artifact-reference';
import { buildOutput } from '../digest/build-output';
import { bundle } from '../digest/bundle';
import { chainsOutput } from '../digest/chains-output';
import { chainsPair } from '../digest/chains-pair';
import { exportedOutput } from '../digest/exported-output';
import { gitRevision } from '../digest/git-revision';
import { httpDigest } from '../digest/http-digest';
import { hubVersion } from '../digest/hub-version';
import { image } from '../digest/image';
import { mutableTag } from '../digest/mutable-tag';
import { textBinding } from '../digest/text-binding';
import { unverifiedPath } from '../digest/unverified-path';
import { unverifiedWorkspace } from '../digest/unverified-workspace';
import type { Pack } from '../rule';

/** Is everything that runs and everything that is passed on named by what it is, its digest. */
export const digest: Pack = {
  name: 'digest',
  summary: 'is everything named by its digest, and will Chains sign it',
  rules: [
    image, bundle, gitRevision, hubVersion, httpDigest, artifactReference, mutableTag, textBinding, unverifiedWorkspace,
    unverifiedPath, chainsPair, chainsOutput, buildOutput, exportedOutput,
  ],
};
