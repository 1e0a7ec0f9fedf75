import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachStep } from '../visit';
import { textsOfStep } from '../webhook/step-texts';
import { unknownVariables } from '../webhook/substitution';

const KNOWN: { readonly [prefix: string]: ReadonlySet<string> } = {
  'context\\.taskRun': new Set(['name', 'namespace', 'uid']),
  'context\\.task': new Set(['name', 'retry-count']),
};

export const contextVariable: Rule = {
  id: 'tekton/context-variable',
  severity: 'error',
  stage: 'admission',
  summary: 'the variables $(context.taskRun...) and $(context.task...) are among those there are',
  reason: 'an unknown variable would stay in the text as it is',
  source: 'pkg/apis/pipeline/v1/task_validation.go, validateTaskContextVariables',
  fix: 'use context.taskRun.name, .namespace, .uid, context.task.name or .retry-count',
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo, $(context.taskRun.name)]}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo, $(context.taskRun.id)]}]'),
  check: eachStep((step, { report }) => {
    for (const { text, path } of textsOfStep(step)) {
      for (const [prefix, known] of Object.entries(KNOWN)) {
        for (const bad of unknownVariables(text, prefix, known)) report(path, { message: `${step.label} uses the unknown variable '${bad.text}'`, within: bad });
      }
    }
  }),
};
