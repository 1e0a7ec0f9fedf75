import { PATHS } from '../../contract/paths';
import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import { injectedSteps } from '../model/injected-steps';
import { partOf } from '../model/place';
import type { TaskSpecView } from '../model/views';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { PINNED_IMAGE } from './pinned-example';

/** An input by its path; one that a program puts together is nobody's to know. */
const INPUT = /\/var\/artifacts\/inputs\/([A-Za-z0-9_-]+)/g;

const task = (path: string): string => exampleOf('Task', `params: [{name: app, type: object, properties: {uri: {}, digest: {}}}]
steps:
- name: fetch-artifacts
  image: "${PINNED_IMAGE}"
  args: [fetch, '--input={"name":"app","kind":"file","path":"${PATHS.inputs}/app"}', --scratch=${PATHS.scratch}]
- {name: test, image: "${PINNED_IMAGE}", command: [test, -s, ${path}]}`);

export const unverifiedPath: Rule = {
  id: 'digest/unverified-path',
  severity: 'error',
  stage: 'run',
  summary: 'what is read below /var/artifacts/inputs is an input of the Task, and read by a step',
  reason: 'only what the fetch step has verified is there; a sidecar starts beside it and may read what is not verified yet',
  source: 'TEP-0139, verification before use; src/lowering/fetch.ts',
  fix: 'declare the input, or correct its name; read inputs in steps, not in sidecars',
  passing: task(`${PATHS.inputs}/app`),
  failing: task(`${PATHS.inputs}/ap`),
  check: eachTaskSpec((view, { report }) => {
    const { fetch } = injectedSteps(view);
    if (!fetch?.plan) return;
    const inputs = fetch.plan.inputs.map(({ name }) => name);
    for (const { text, path, label } of textsOf(view, fetch.view.index)) {
      for (const found of text.matchAll(INPUT)) {
        const [, name] = found;
        if (inputs.includes(name)) continue;
        report(path, { message: `${label} reads the input '${name}', which the Task does not declare${suggestion(name, inputs)}`, within: partOf(found) });
      }
    }
    for (const { sidecar, path, label } of view.sidecars) {
      const reads = (sidecar.volumeMounts ?? []).findIndex(({ mountPath = '' }) => mountPath.startsWith(PATHS.inputs));
      if (reads >= 0) report(`${path}.volumeMounts[${reads}]`, { message: `${label} mounts the inputs and starts before they are verified` });
    }
  }),
};

interface Text {
  readonly text: string;
  readonly path: string;
  readonly label: string;
}

function textsOf({ steps }: TaskSpecView, fetchIndex: number): Text[] {
  return steps.filter(({ index }) => index !== fetchIndex).flatMap(({ merged, label, at }) => [
    { text: merged.script ?? '', path: at('script'), label },
    { text: merged.workingDir ?? '', path: at('workingDir'), label },
    ...(['command', 'args'] as const).flatMap((field) => (merged[field] ?? []).map((text, index) => ({ text, path: `${at(field)}[${index}]`, label }))),
    ...(merged.env ?? []).map(({ value = '' }, index) => ({ text: value, path: `${at('env')}[${index}].value`, label })),
  ]);
}
