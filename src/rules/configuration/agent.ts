import { injectedSteps } from '../model/injected-steps';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { compiledTask } from './task-example';

/** As the compiler calls it. */
const VOLUME = 'artifacts-agent';

const configMap = (namespace: string): string => `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: artifact-agent-0123456789ab\n  namespace: ${namespace}\nbinaryData: {}\n`;
const task = compiledTask({ volumes: ', {name: artifacts-agent, configMap: {name: artifact-agent-0123456789ab}}' });

export const agent: Rule = {
  id: 'configuration/agent',
  severity: 'error',
  stage: 'run',
  summary: 'the ConfigMap with the agent is in every namespace that has a Task with artifacts',
  reason: 'a Pod reads ConfigMaps of its own namespace only: it waits for a missing one until the timeout of the run',
  source: 'docs/agent.md; observed: Pending, FailedMount',
  fix: 'add the ConfigMap to the namespace of the Task, or use an image of the agent',
  passing: `${task}${configMap('ci')}`,
  failing: `${task}${configMap('other')}`,
  check: eachTaskSpec((view, { document, documents, report }) => {
    const { fetch, upload } = injectedSteps(view);
    if (!fetch && !upload) return;
    (view.spec.volumes ?? []).forEach(({ name, configMap: source }, index) => {
      if (name !== VOLUME || !source?.name || source.optional || documents.find('ConfigMap', source.name, document)) return;
      const elsewhere = documents.ofKind('ConfigMap').find((other) => other.name === source.name);
      const where = elsewhere ? `it is in namespace '${elsewhere.namespace ?? ''}'` : 'it is not among these files';
      report(`${view.path}.volumes[${index}].configMap.name`, {
        message: `the agent is in the ConfigMap '${source.name}', and for namespace '${document.namespace ?? 'default'}' ${where}`,
        // Alone, a Task may be applied where the ConfigMap is already.
        ...elsewhere ? {} : { severity: 'warning' },
      });
    });
  }),
};
