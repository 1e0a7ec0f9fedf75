import { isRepositoryUri } from '../../contract/artifact-reference';
import { exampleOf } from '../example';
import { imageName } from '../model/image-name';
import { isDecidedElsewhere } from '../model/remote-references';
import type { PipelineTaskView } from '../model/views';
import type { Rule, RuleContext } from '../rule';
import { eachPipelineSpec } from '../visit';
import { expressionsOfTask, resultReference } from '../webhook/expressions';
import { referenceValues } from './reference-values';

const pipeline = (params: string): string => exampleOf('Pipeline', `tasks:
- {name: build, taskRef: {name: build}}
- name: deploy
  taskRef: {name: deploy}
  params: [{name: image, value: $(tasks.build.results.IMAGE_URL)}${params}]`);

export const mutableTag: Rule = {
  id: 'digest/mutable-tag',
  severity: 'warning',
  stage: 'none',
  summary: 'what identifies an image or artifact between tasks is its digest, never a tag',
  reason: 'a tag can be moved between the build and its use: what is tested, signed or deployed is then not what was built',
  source: 'https://tekton.dev/docs/chains/config/, type hinting by IMAGE_URL and IMAGE_DIGEST',
  fix: 'pass IMAGE_DIGEST along and use <repository>@<digest>; leave the tag out of an artifact uri',
  passing: pipeline(', {name: digest, value: $(tasks.build.results.IMAGE_DIGEST)}'),
  failing: pipeline(''),
  check: (context) => {
    pipelines(context);
    for (const { uri, digest, label, path } of referenceValues(context.document)) {
      const { tag } = imageName(uri);
      if (isDecidedElsewhere(uri) || !isRepositoryUri(uri) || tag === undefined || digest === '') continue;
      context.report(`${path}.uri`, { message: `${label} has the tag '${tag}' in its uri, expected '${imageName(uri).repository}' beside the digest` });
    }
  },
};

const pipelines = eachPipelineSpec((view, context) => {
  for (const task of [...view.tasks, ...view.finally]) checkTask(task, context);
});

/** A task that takes the url of an image and not its digest, although the same producer has both. */
function checkTask(task: PipelineTaskView, { report }: RuleContext): void {
  const used = expressionsOfTask(task).flatMap((placed) => {
    const reference = resultReference(placed.expression);
    return reference ? [{ ...placed, reference }] : [];
  });
  for (const { reference, path, within } of used) {
    if (!reference.result.endsWith('IMAGE_URL')) continue;
    const digest = reference.result.replace(/URL$/, 'DIGEST');
    if (used.some((other) => other.reference.task === reference.task && other.reference.result === digest)) continue;
    // A task that asks for the url to tell people, not to run it, has no business with a digest: finally tasks mostly.
    if (task.section === 'finally') continue;
    report(path, { message: `${task.label} takes the image of task '${reference.task}' by ${reference.result} without its ${digest}`, within });
  }
}
