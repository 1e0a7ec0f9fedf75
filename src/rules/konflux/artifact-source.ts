import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';
import { bundleOf } from './trusted-example';
import { ARTIFACT_SUFFIX } from './trusted-names';

const pipeline = (value: string): string => exampleOf('Pipeline', `tasks:
- {name: clone, taskRef: ${bundleOf('git-clone')}}
- {name: build, taskRef: ${bundleOf('buildah')}, params: [{name: SOURCE_ARTIFACT, value: "${value}"}]}`);

export const artifactSource: Rule = {
  id: 'konflux/artifact-source',
  severity: 'warning',
  stage: 'none',
  summary: 'a trusted artifact is the result of a task of the same Pipeline, passed on as it is',
  reason: 'the policy follows artifacts back to the task that made them: where the trail ends, or text was put around it, nothing vouches for the content',
  source: 'https://conforma.dev/docs/policy/trusted_tasks.html, trusted artifact pipelines',
  fix: `write value: $(tasks.<task>.results.<NAME>${ARTIFACT_SUFFIX})`,
  passing: pipeline('$(tasks.clone.results.SOURCE_ARTIFACT)'),
  failing: pipeline('oci:quay.example.com/team/source:latest'),
  check: eachPipelineTask(({ task, path, label }, { report }) => {
    (task.params ?? []).forEach(({ name = '', value }, index) => {
      if (!name.endsWith(ARTIFACT_SUFFIX) || typeof value !== 'string' || value === '') return;
      const whole = /^\$\(tasks\.[^.()]+\.results\.([^.()]+)\)$/.exec(value);
      if (whole?.[1].endsWith(ARTIFACT_SUFFIX)) return;
      const why = whole ? `the result '${whole[1]}', which is no trusted artifact` : `'${value}', expected the result of a task`;
      report(`${path}.params[${index}].value`, { message: `${label} takes as '${name}' ${why}` });
    });
  }),
};
