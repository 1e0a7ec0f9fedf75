import { messageBudget, messageBytes } from '../../contract/result-budget';
import type { PlainTaskSpec } from '../../lowering/plain';
import { ASSUMED_RESULT_BYTES, podContainers } from '../../lowering/result-plan';
import { isArtifactResult } from '../digest/artifact-shape';
import { injectedSteps } from '../model/injected-steps';
import type { Rule } from '../rule';
import type { TaskResult } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';
import { BUILD_STEP, compiledTask } from './task-example';

export const resultBudget: Rule = {
  id: 'configuration/result-budget',
  severity: 'error',
  stage: 'run',
  summary: 'the results of a Task fit into what Tekton grants a container, and the upload step knows how many containers there are',
  reason: 'each container has min(4096, 12288 / containers) bytes; what is over is lost without a word while the run stays green',
  source: 'pkg/pod of Tekton v1.15.0, measured to the byte; src/contract/result-budget.ts',
  fix: 'have fewer results, steps or sidecars; synthesize a compiled Task again instead of adding containers to its YAML',
  passing: compiledTask(),
  failing: compiledTask({ build: [BUILD_STEP, BUILD_STEP.replace('build', 'lint')] }),
  check: eachTaskSpec((task, { report }) => {
    const { spec, path } = task;
    if (!spec.steps?.length) return;
    const containers = podContainers(spec as PlainTaskSpec);
    const { upload, fetch } = injectedSteps(task);
    for (const injected of [upload, fetch]) {
      const counted = injected?.plan?.containers;
      if (injected && counted !== undefined && counted < containers) {
        report(`${injected.view.path}.args`, {
          message: `${injected.view.label} reckons with ${counted} containers, and the Pod has ${containers}: results within its count may be lost`,
        });
      }
    }
    // A compiled Task was counted with what its author knows of sizes.
    if (upload ?? fetch) return;
    const results = spec.results ?? [];
    const bytes = messageBytes(results.map((result) => ({ key: result.name ?? '', value: 'x'.repeat(assumedBytes(result)), type: 1 })));
    if (results.some(isArtifactResult) && bytes > messageBudget(containers)) {
      report(`${path}.results`, {
        message: `the ${results.length} results take about ${bytes} bytes, and each of the ${containers} containers has ${messageBudget(containers)}`,
        severity: 'warning',
        atKey: true,
      });
    }
  }),
};

/** A reference has a repository of some 96 letters and a digest of 71. */
function assumedBytes(result: TaskResult): number {
  if (isArtifactResult(result)) return 190;
  return /DIGEST$/.test(result.name ?? '') ? 71 : ASSUMED_RESULT_BYTES;
}
