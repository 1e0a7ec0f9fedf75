import { exampleOf } from '../example';
import { commandLine, containersOf } from '../model/containers';
import type { ContainerView } from '../model/containers';
import type { Rule, RuleContext } from '../rule';
import type { Param, ParamSpec, PipelineRun, TaskRun } from '../schema/tekton-types';
import { placedTextsOfValue } from '../webhook/expressions';
import { credentialsIn, isNamedCredential } from './credential-patterns';

const task = (env: string): string => exampleOf('Task', `steps: [{name: publish, image: busybox, command: [publish], env: [${env}]}]`);

export const credentialLiteral: Rule = {
  id: 'security/credential-literal',
  severity: 'error',
  stage: 'none',
  summary: 'no credential stands in YAML',
  reason: 'whoever may read the repository, the object or its provenance has it, and it stays in the history',
  source: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/; CWE-798',
  fix: 'put it into a Secret and read it by valueFrom.secretKeyRef, or by a workspace; replace the credential, it is known now',
  passing: task('{name: NPM_TOKEN, valueFrom: {secretKeyRef: {name: npm, key: token}}}'),
  failing: task('{name: NPM_TOKEN, value: s3cr3t-token-of-mine}'),
  check: (context) => {
    const { document } = context;
    for (const container of containersOf(document)) checkContainer(container, context);
    const run = document.decodedAs<TaskRun>('TaskRun')?.spec ?? document.decodedAs<PipelineRun>('PipelineRun')?.spec;
    checkParams(run?.params, 'spec.params', context);
    for (const { spec, path } of document.views.tasks) checkDefaults(spec.params, `${path}.params`, context);
    for (const pipeline of document.views.pipelines) {
      checkDefaults(pipeline.spec.params, `${pipeline.path}.params`, context);
      for (const { task: called, path } of [...pipeline.tasks, ...pipeline.finally]) checkParams(called.params, `${path}.params`, context);
    }
  },
};

function checkContainer(view: ContainerView, { report }: RuleContext): void {
  const { container, label, at } = view;
  (container.env ?? []).forEach(({ name = '', value = '' }, index) => {
    const path = `${at('env')}[${index}].value`;
    const found = credentialsIn(value);
    for (const { what, part } of found) report(path, { message: `the env '${name}' of ${label} holds ${what}`, within: part });
    if (found.length === 0 && isNamedCredential(name, value)) report(path, { message: `the env '${name}' of ${label} holds a credential` });
  });
  for (const { text, path } of [{ text: container.script ?? '', path: at('script') }, ...commandLine(view)]) {
    for (const { what, part } of credentialsIn(text)) report(path, { message: `${label} has ${what} in its text`, within: part });
  }
}

function checkParams(params: readonly Param[] | undefined, path: string, context: RuleContext): void {
  (params ?? []).forEach(({ name = '', value }, index) => checkValue(name, value, `${path}[${index}].value`, context));
}

function checkDefaults(params: readonly ParamSpec[] | undefined, path: string, context: RuleContext): void {
  (params ?? []).forEach((param, index) => checkValue(param.name ?? '', param.default, `${path}[${index}].default`, context));
}

/** A param called token may be the name of a Secret, so only the shape of its value tells. */
function checkValue(name: string, value: Param['value'], path: string, { report }: RuleContext): void {
  for (const { text, path: at } of placedTextsOfValue(value, path)) {
    for (const { what, part } of credentialsIn(text)) report(at, { message: `the param '${name}' holds ${what}`, within: part });
  }
}
