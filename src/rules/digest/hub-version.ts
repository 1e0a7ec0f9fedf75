import { exampleOf } from '../example';
import { isDecidedElsewhere, resolverParam } from '../model/remote-references';
import type { Rule } from '../rule';
import { eachReference } from '../visit';

const task = (params: string): string => exampleOf('Pipeline', `tasks: [{name: clone, taskRef: {resolver: hub, params: [{name: name, value: git-clone}${params}]}}]`);

export const hubVersion: Rule = {
  id: 'digest/hub-version',
  severity: 'warning',
  stage: 'none',
  summary: 'what comes from a hub is referred to by an exact version',
  reason: 'a range, latest or no version takes what is newest when the run starts',
  source: 'https://tekton.dev/docs/pipelines/hub-resolver/',
  fix: 'write an exact version; stronger is a bundle by digest or a commit, as a hub may change what a version holds',
  passing: task(', {name: version, value: "0.10.0"}'),
  failing: task(', {name: version, value: ">= 0.9.0"}'),
  check: eachReference((reference, { report }) => {
    if (reference.resolver !== 'hub') return;
    const found = resolverParam(reference, 'version');
    const taken = `${reference.label} takes its ${reference.kind} from a hub`;
    if (!found) return report(`${reference.path}.params`, { message: `${taken} without a version`, atKey: true });
    if (!isDecidedElsewhere(found.value) && !/^v?\d+(?:\.\d+)*(?:[-+][\w.+-]+)?$/.test(found.value.trim())) {
      report(found.path, { message: `${taken} at version '${found.value}', expected an exact one` });
    }
  }),
};
