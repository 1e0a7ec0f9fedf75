import { ARTIFACTS_ROOT, PATHS } from '../../contract/paths';
import { compiledTask } from '../configuration/task-example';
import { injectedSteps } from '../model/injected-steps';
import type { StepView, TaskSpecView } from '../model/views';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { hasForeignProgram } from './used-names';

const REQUESTS = 'computeResources: {requests: {memory: 64Mi}}';

function example(script: string): string {
  const build = `{name: build, image: "node:22", ${REQUESTS}, script: "${script}"}`;
  return compiledTask({ build: [build] }).replaceAll('image: "node:22", args', `image: "node:22", ${REQUESTS}, args`);
}

export const unusedOutput: Rule = {
  id: 'best-practice/unused-output',
  severity: 'warning',
  stage: 'none',
  summary: 'every output that a Task declares is mentioned by one of its steps',
  reason: 'where no step writes it, the run fails at its end (OUTPUT_MISSING, 24), and an optional one is always blank',
  source: 'docs/agent.md',
  fix: 'write it to $(outputs.<name>.path), or remove it',
  passing: example(`#!/bin/sh\\nnpm test > ${PATHS.outputs}/report`),
  failing: example('#!/bin/sh\\nnpm test > report'),
  check: eachTaskSpec((task, { report }) => {
    const { upload, fetch, gate } = injectedSteps(task);
    if (!upload?.plan) return;
    const injected = [upload.view, fetch?.view, gate];
    const own = task.steps.filter((view) => !injected.includes(view));
    // What a referenced step and a program in a param write is not visible.
    if (own.some(({ step }) => step.ref) || hasForeignProgram(task.spec)) return;
    const text = ownTexts(task, own);
    if (mayFindThemItself(text)) return;
    // An image's program may know the path of its configuration.
    const severity = own.some(({ merged }) => !merged.script) ? 'info' : 'warning';
    for (const { name, path } of upload.plan.outputs) {
      if (!mentions(text, path)) report(`${upload.view.path}.args`, { message: `no step mentions the output '${name}', which is taken from ${path}`, severity });
    }
  }),
};

/** All that the author tells the steps and sidecars; their mounts are the compiler's. */
function ownTexts({ spec }: TaskSpecView, own: readonly StepView[]): string {
  const told = [...own.map(({ merged }) => merged), ...spec.sidecars ?? []].map((container) => ({ ...container, volumeMounts: [] }));
  return JSON.stringify([told, spec.params]);
}

/** A path that begins with this one is another one: `report-2` is no mention of `report`. */
function mentions(text: string, path: string): boolean {
  return text.split(path).slice(1).some((rest) => !/^[\w-]/.test(rest));
}

/** Tells whether the directory of all outputs, or one above it, is named without one of them: `for d in $ROOT/*`. */
function mayFindThemItself(text: string): boolean {
  const elsewhere = text.replaceAll(new RegExp(`${PATHS.outputs}/\\w`, 'g'), '').replaceAll(`${PATHS.inputs}/`, '');
  return elsewhere.includes(ARTIFACTS_ROOT) || elsewhere.includes('../outputs');
}
