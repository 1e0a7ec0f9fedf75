import { isIP } from 'node:net';
import { isDnsLabel, isDnsSubdomain, isQualifiedName } from '../names';
import { between, type Demand, each, fields, isThere, LABELS, oneOf, text } from './demand';
import { ENV } from './env';

/** What Kubernetes demands of what a podTemplate adds. @see k8s.io/kubernetes/pkg/apis/core/validation, ValidatePodSpec */

const ID = between(0, 2 ** 31 - 1);
const LABEL_KEY = text(isQualifiedName, 'the key of a label');

const TOLERATION = fields({
  key: LABEL_KEY,
  operator: oneOf('Equal', 'Exists'),
  effect: oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
}, [], ({ key, operator, value, effect, tolerationSeconds }) => {
  if (operator === 'Exists' && isThere(value)) return 'a toleration with value, though its operator is Exists';
  if (operator !== 'Exists' && !isThere(key)) return 'a toleration without key, expected the operator Exists';
  return tolerationSeconds !== undefined && effect !== 'NoExecute' ? 'tolerationSeconds, which only the effect NoExecute takes' : undefined;
});

const SECURITY_CONTEXT = fields({
  runAsUser: ID,
  runAsGroup: ID,
  fsGroup: ID,
  fsGroupChangePolicy: oneOf('OnRootMismatch', 'Always'),
  supplementalGroupsPolicy: oneOf('Merge', 'Strict'),
  supplementalGroups: each(ID),
  sysctls: each(fields({ name: text((name) => /^(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/.test(name), 'the name of a sysctl') }, ['name'])),
});

const SPREAD = fields({
  maxSkew: between(1, 2 ** 31 - 1),
  topologyKey: LABEL_KEY,
  whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
}, ['maxSkew', 'topologyKey', 'whenUnsatisfiable']);

const TERM = fields({ matchExpressions: each(fields({ operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt') }, ['key', 'operator'])) });
const POD_TERM = fields({ topologyKey: LABEL_KEY }, ['topologyKey']);
const POD_AFFINITY = fields({
  requiredDuringSchedulingIgnoredDuringExecution: each(POD_TERM),
  preferredDuringSchedulingIgnoredDuringExecution: each(fields({ weight: between(1, 100), podAffinityTerm: POD_TERM })),
});

const AFFINITY = fields({
  nodeAffinity: fields({
    requiredDuringSchedulingIgnoredDuringExecution: fields({ nodeSelectorTerms: each(TERM) }, ['nodeSelectorTerms']),
    preferredDuringSchedulingIgnoredDuringExecution: each(fields({ weight: between(1, 100), preference: TERM })),
  }),
  podAffinity: POD_AFFINITY,
  podAntiAffinity: POD_AFFINITY,
});

export const POD_TEMPLATE: Demand = fields({
  nodeSelector: LABELS,
  tolerations: each(TOLERATION),
  securityContext: SECURITY_CONTEXT,
  env: ENV,
  affinity: AFFINITY,
  volumes: each(fields({ name: text(isDnsLabel, "lower-case letters, digits and '-', at most 63") }, ['name'])),
  dnsPolicy: oneOf('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
  dnsConfig: fields({ nameservers: each(text((address) => isIP(address) > 0, 'an IP address')) }),
  hostAliases: each(fields({
    ip: text((address) => isIP(address) > 0, 'an IP address'),
    hostnames: each(text(isDnsSubdomain, 'the name of a host')),
  }, ['ip'])),
  topologySpreadConstraints: each(SPREAD),
  priorityClassName: text(isDnsSubdomain, 'the name of an object'),
  runtimeClassName: text(isDnsSubdomain, 'the name of an object'),
}, [], ({ dnsPolicy, dnsConfig }) => (dnsPolicy === 'None' && !isThere((dnsConfig as { readonly nameservers?: unknown } | undefined)?.nameservers) ? 'the dnsPolicy None without nameservers in dnsConfig' : undefined));
