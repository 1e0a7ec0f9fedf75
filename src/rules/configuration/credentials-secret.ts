import type { RuleDocument } from '../model/document';
import { injectedSteps } from '../model/injected-steps';
import { valueAt } from '../model/path';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { compiledTask, SETTINGS } from './task-example';

const settings = `${SETTINGS}, "--credentialsSecret=registry"`;
const secret = (type: string, key: string): string => `---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: registry\n  namespace: ci\ntype: ${type}\nstringData:\n  ${key}: "{}"\n`;

const DOCKER_KEY = '.dockerconfigjson';

export const credentialsSecret: Rule = {
  id: 'configuration/credentials-secret',
  severity: 'error',
  stage: 'run',
  summary: 'the credentials Secret of the storage is in the namespace of the Task, and for a registry has the key .dockerconfigjson',
  reason: 'a Pod waits for a missing Secret, or a missing key, until the timeout of the run',
  source: 'src/lowering/injected-step.ts; https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets',
  fix: 'kubectl create secret docker-registry <name> --docker-server=... in that namespace',
  passing: `${compiledTask({ settings })}${secret('kubernetes.io/dockerconfigjson', DOCKER_KEY)}`,
  failing: `${compiledTask({ settings })}${secret('Opaque', 'password')}`,
  check: eachTaskSpec((task, { document, documents, report }) => {
    const { upload, fetch } = injectedSteps(task);
    const injected = upload ?? fetch;
    const name = injected?.plan?.credentialsSecret;
    if (!injected || name === undefined) return;
    const found = documents.find('Secret', name, document);
    if (found) {
      // Of stores other than registries each file is one key, and which there are depends on the store.
      if (injected.plan?.credentials === undefined && !keysOf(found).includes(DOCKER_KEY)) {
        report(injected.view.path, { message: `the Secret '${name}' has no key '${DOCKER_KEY}', expected one of type kubernetes.io/dockerconfigjson` });
      }
      return;
    }
    const others = documents.ofKind('Secret');
    const elsewhere = others.find((other) => other.name === name);
    if (elsewhere) {
      report(injected.view.path, { message: `the Secret '${name}' is in namespace '${elsewhere.namespace ?? ''}', the Task in '${document.namespace ?? ''}'` });
    } else if (others.some((other) => other.namespace === document.namespace)) {
      report(injected.view.path, { message: `the Secret '${name}' is not among those of these files`, severity: 'warning' });
    }
  }),
};

function keysOf({ source }: RuleDocument): string[] {
  return ['data', 'stringData'].flatMap((field) => Object.keys((valueAt(source, field) as object | null | undefined) ?? {}));
}
