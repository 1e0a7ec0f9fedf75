import { isDnsSubdomain } from '../names';
import { type Demand, each, fields, oneOf, onlyOne, text } from './demand';

/** What Kubernetes demands of the environment of a container. @see k8s.io/kubernetes/pkg/apis/core/validation, ValidateEnv */

export const OBJECT_NAME = text(isDnsSubdomain, "lower-case letters, digits, '-' and '.'");

/** The key of a ConfigMap or a Secret. */
export const DATA_KEY = text((key) => /^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..'), "letters, digits, '-', '_' and '.'");

const KEY_REF = fields({ name: OBJECT_NAME, key: DATA_KEY }, ['name', 'key']);

const POD_FIELD = /^(?:metadata\.(?:name|namespace|uid)|metadata\.(?:labels|annotations)\['[^']+'\]|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIPs?|podIPs?))$/;

export const RESOURCE_REF = fields({
  resource: text((resource) => /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-\w+)$/.test(resource), 'limits or requests of cpu, memory or ephemeral-storage'),
}, ['resource']);

export const VALUE_FROM: Demand = fields({
  fieldRef: fields({
    apiVersion: oneOf('v1'),
    fieldPath: text((path) => POD_FIELD.test(path), "metadata.name, namespace, uid, labels['<key>'] or annotations['<key>'], spec.nodeName or serviceAccountName, status.hostIP or podIP"),
  }, ['fieldPath']),
  resourceFieldRef: RESOURCE_REF,
  configMapKeyRef: KEY_REF,
  secretKeyRef: KEY_REF,
});

const isEnvName = (name: string): boolean => /^[ -<>-~]+$/.test(name);

export const ENV: Demand = each(fields({ name: text(isEnvName, "a name of printable ASCII without '='", 'variable'), valueFrom: VALUE_FROM }));

export const ENV_FROM: Demand = each(fields({
  prefix: text(isEnvName, "printable ASCII without '='"),
  configMapRef: fields({ name: OBJECT_NAME }, ['name']),
  secretRef: fields({ name: OBJECT_NAME }, ['name']),
}, [], onlyOne(['configMapRef', 'secretRef'])));
