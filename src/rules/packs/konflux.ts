import { artifactName } from '../konflux/artifact-name';
import { artifactSource } from '../konflux/artifact-source';
import { expiresOn } from '../konflux/expires-on';
import { hermetic } from '../konflux/hermetic';
import { imageResults } from '../konflux/image-results';
import { pinnedTask } from '../konflux/pinned-task';
import { taskReference } from '../konflux/task-reference';
import { workspace } from '../konflux/workspace';
import type { Pack } from '../rule';

/** What the policies of Konflux (Conforma) require of Tasks and Pipelines with trusted artifacts, as far as YAML shows it. */
export const konflux: Pack = {
  name: 'konflux',
  summary: 'will the policies of Konflux take it',
  onDemand: true,
  rules: [taskReference, pinnedTask, artifactName, artifactSource, workspace, imageResults, hermetic, expiresOn],
};
