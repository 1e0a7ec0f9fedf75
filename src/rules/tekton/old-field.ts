import { child, valueAt } from '../model/path';
import type { PipelineTaskView } from '../model/views';
import type { Rule, RuleContext } from '../rule';

const run = (spec: string): string => `apiVersion: tekton.dev/v1beta1\nkind: TaskRun\nmetadata: {name: example}\nspec: {taskRef: {${spec}}}\n`;

export const oldField: Rule = {
  id: 'tekton/old-field',
  severity: 'error',
  stage: 'admission',
  summary: 'an object of v1beta1 has only fields that Tekton still takes and that v1 has, too',
  reason: 'Tekton refuses what it has given up (resources, bundle), and drops what v1 has no field for when it stores the object as v1',
  source: 'pkg/apis/pipeline/v1beta1/*_validation.go, *_conversion.go',
  fix: 'remove it; take the resolver bundles instead of bundle, and params, results and workspaces instead of resources',
  passing: run('resolver: bundles, params: [{name: bundle, value: example.com/tasks}, {name: name, value: build}, {name: kind, value: task}]'),
  failing: run('name: build, bundle: example.com/tasks'),
  check: (context) => {
    const { document } = context;
    if (!document.isConverted || !document.isSound) return;
    const { tasks, pipelines } = document.views;
    tasks.forEach(({ path, steps }) => {
      refuse(`${path}.resources`, context);
      [`${path}.stepTemplate`, ...steps.map((step) => step.path)].forEach((container) => checkContainer(container, context));
    });
    pipelines.forEach(({ path, owner, tasks: dag, finally: last }) => {
      if (owner !== 'PipelineTask') refuse(`${path}.resources`, context, isFilled);
      [...dag, ...last].forEach((task) => checkTask(task, context));
    });
    if (document.kind.endsWith('Run')) checkRun(context);
    if (tasks.length > 0) checkAnnotation(context);
  },
};

/** Into this, Tekton writes what v1 has no field for, beside what it wrote there before. */
const ANNOTATION = 'tekton.dev/v1beta1.task-deprecations';

function checkAnnotation({ document, report }: RuleContext): void {
  const text = document.metadata?.annotations?.[ANNOTATION];
  if (text === undefined || isJsonObject(text)) return;
  report(child('metadata.annotations', ANNOTATION), { message: `the annotation '${ANNOTATION}' is no JSON, so that the object cannot be converted` });
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}

function checkTask({ path, label, custom }: PipelineTaskView, context: RuleContext): void {
  refuse(`${path}.resources`, context);
  if (!custom) refuse(`${path}.taskRef.bundle`, context, isFilled);
  for (const field of ['pipelineRef', 'pipelineSpec']) {
    if (isThere(written(`${path}.${field}`, context))) {
      context.report(`${path}.${field}`, { message: `${label} has ${field}, which is gone once the object is stored as v1`, stage: 'run', fix: 'write the object as tekton.dev/v1', atKey: true });
    }
  }
}

function checkRun(context: RuleContext): void {
  refuse('spec.resources', context);
  for (const field of ['taskRef', 'pipelineRef']) refuse(`spec.${field}.bundle`, context, isFilled);
  if (isThere(written('spec.managedBy', context))) {
    context.report('spec.managedBy', { message: 'managedBy is gone once the object is stored as v1', stage: 'run', fix: 'write the object as tekton.dev/v1', atKey: true });
  }
  if (context.document.kind !== 'PipelineRun' || !isThere(written('spec.timeout', context)) || !isThere(written('spec.timeouts', context))) return;
  context.report('spec.timeout', { message: 'the PipelineRun has timeout and timeouts', fix: 'keep timeouts, with pipeline', atKey: true });
}

/** Fields of the container that v1beta1 has taken over from Kubernetes, and v1 has not. */
const OF_CONTAINERS = [
  'ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'terminationMessagePath', 'terminationMessagePolicy', 'stdin', 'stdinOnce', 'tty',
];

function checkContainer(path: string, context: RuleContext): void {
  for (const field of OF_CONTAINERS) {
    if (!isFilled(written(`${path}.${field}`, context))) continue;
    context.report(`${path}.${field}`, { message: `'${field}' of a step has no effect any more`, severity: 'warning', stage: 'none', fix: 'remove it', atKey: true });
  }
}

function refuse(path: string, context: RuleContext, counts: (value: unknown) => boolean = isThere): void {
  if (!counts(written(path, context))) return;
  const field = path.slice(path.lastIndexOf('.') + 1);
  context.report(path, { message: `'${field}' is not taken any more`, atKey: true });
}

function written(path: string, { document }: RuleContext): unknown {
  return valueAt(document.source, path);
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
