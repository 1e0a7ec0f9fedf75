import { exampleOf } from '../example';
import { isQualifiedName, repeated } from '../names';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRef, PipelineRun, Ref, TaskRef, TaskRun } from '../schema/tekton-types';
import { eachPipelineTask, eachStep } from '../visit';

export const reference: Rule = {
  id: 'tekton/reference',
  severity: 'error',
  stage: 'admission',
  summary: 'a reference has either a name, or a resolver with params',
  reason: 'Tekton looks a name up in the namespace, or asks the resolver',
  source: 'pkg/apis/pipeline/v1/container_validation.go, validateRef',
  fix: 'write name, or resolver and params',
  passing: exampleOf('TaskRun', 'taskRef: {resolver: hub, params: [{name: name, value: git-clone}]}'),
  failing: exampleOf('TaskRun', 'taskRef: {params: [{name: name, value: git-clone}]}'),
  check: (context) => {
    steps(context);
    tasks(context);
    checkReference(context.document.decodedAs<TaskRun>('TaskRun')?.spec?.taskRef, 'spec.taskRef', context);
    checkReference(context.document.decodedAs<PipelineRun>('PipelineRun')?.spec?.pipelineRef, 'spec.pipelineRef', context);
  },
};

const steps = eachStep(({ merged, path }, context) => checkReference(merged.ref, `${path}.ref`, context));

const tasks = eachPipelineTask(({ task, path, custom }, context) => {
  if (custom) return;
  checkReference(task.taskRef, `${path}.taskRef`, context);
  checkReference(task.pipelineRef, `${path}.pipelineRef`, context);
});

function checkReference(ref: TaskRef | PipelineRef | Ref | undefined, path: string, { report }: RuleContext): void {
  if (!ref) return;
  const { name = '', resolver = '', params } = ref;
  if (params) {
    if (name) report(`${path}.name`, { message: `the reference has the name '${name}' and params for a resolver`, fix: 'keep one of them' });
    if (!resolver) report(path, { message: 'the reference has params and no resolver', fix: 'set resolver, for example hub, git, bundles, cluster or http' });
    for (const { index, name: twice } of repeated(params, (param) => param.name?.toLowerCase())) {
      report(`${path}.params[${index}]`, { message: `the param '${twice}' is there twice`, fix: 'keep one' });
    }
  }
  if (resolver && name) {
    report(`${path}.name`, { message: `the reference has the name '${name}' and the resolver '${resolver}'`, fix: 'keep one of them' });
  } else if (name && !params && isUrl(name)) {
    report(`${path}.name`, { message: `the reference '${name}' is a URL, which needs the resolver and the flag enable-concise-resolver-syntax`, fix: 'use the resolver and its params' });
  } else if (name && !params && !isQualifiedName(name)) {
    report(`${path}.name`, { message: `'${name}' cannot be the name of an object` });
  } else if (!name && !resolver && !params) {
    report(path, { message: 'the reference has neither a name nor a resolver' });
  }
}

function isUrl(name: string): boolean {
  return /[\w-]+:\/\/*/.test(name);
}
