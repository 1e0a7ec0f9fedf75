import { injectedSteps } from '../model/injected-steps';
import { taskViewOf } from '../model/referenced-task';
import type { PipelineTaskView } from '../model/views';
import type { Rule, RuleContext } from '../rule';
import { eachPipelineSpec } from '../visit';
import { compiledTask, SETTINGS } from './task-example';

const KEYS = `${SETTINGS}, "--credentialsSecret=keys", "--credentials=/var/artifacts/credentials"`;

function example(settings: string): string {
  return `${compiledTask({ settings: KEYS })}---
${compiledTask({ settings }).replace('name: test', 'name: check')}---
apiVersion: tekton.dev/v1
kind: Pipeline
metadata:
  name: ci
  namespace: ci
spec:
  params: [{name: app, type: object, properties: {uri: {type: string}, digest: {type: string}}}]
  tasks:
    - name: test
      taskRef: {name: test}
      params: [{name: app, value: "$(params.app[*])"}]
    - name: check
      taskRef: {name: check}
      params: [{name: app, value: "$(tasks.test.results.report[*])"}]
`;
}

export const readerCredentials: Rule = {
  id: 'configuration/reader-credentials',
  severity: 'warning',
  stage: 'run',
  summary: 'a Task that reads what another stores with the keys of a Secret mounts keys, too',
  reason: 'its fetch step asks without keys; only an identity of the ServiceAccount, or a bucket that everybody may read, can help',
  source: 'docs/storage.md',
  fix: 'apply one ArtifactStorage to both Tasks, or to their Charts',
  passing: example(KEYS),
  failing: example(SETTINGS),
  check: eachPipelineSpec((pipeline, context) => {
    const tasks = [...pipeline.tasks, ...pipeline.finally];
    const stored = tasks.flatMap((task) => storedBy(task, context));
    if (stored.length > 0) tasks.forEach((reader) => checkReader(reader, stored, context));
  }),
};

/** The results that a task writes of what it stores with the keys of a Secret. */
interface Stored {
  readonly task: string;
  readonly secret: string;
  readonly results: readonly string[];
}

function storedBy(task: PipelineTaskView, context: RuleContext): Stored[] {
  const view = taskViewOf(task, context);
  const plan = view && injectedSteps(view).upload?.plan;
  if (plan?.credentials === undefined) return [];
  const { outputs, index = '', credentialsSecret: secret = '' } = plan;
  // what is inline lies in the result itself, and what a reference names was stored by others
  const stored = outputs.filter(({ type, storage }) => type !== 'reference' && storage !== 'inline');
  return [{ task: task.task.name ?? '', secret, results: stored.map(({ name, result = name, indexed }) => (indexed ? index : result)) }];
}

function reads(value: unknown, { task, results }: Stored): boolean {
  const text = JSON.stringify(value);
  return results.some((result) => ['.', '[', ')'].some((end) => text.includes(`$(tasks.${task}.results.${result}${end}`)));
}

function checkReader(reader: PipelineTaskView, stored: readonly Stored[], context: RuleContext): void {
  const view = taskViewOf(reader, context);
  const fetch = view && injectedSteps(view).fetch;
  if (!fetch?.plan || fetch.plan.credentials !== undefined || fetch.view.merged.env?.some(({ name = '' }) => OF_SERVICES.test(name))) return;
  const inputs = fetch.plan.inputs.filter(({ content }) => content !== false).map(({ name }) => name);
  (reader.task.params ?? []).forEach(({ name = '', value }, index) => {
    if (!inputs.includes(name)) return;
    const writer = stored.find((each) => value !== undefined && reads(value, each));
    if (writer === undefined) return;
    context.report(`${reader.path}.params[${index}].value`, {
      message: `${reader.label} reads the input '${name}', which task '${writer.task}' stores with the keys of the Secret '${writer.secret}', and mounts no keys`,
    });
  });
}

/** Where the services look for credentials of their own. */
const OF_SERVICES = /^(?:AWS|AZURE|GOOGLE)_/;
