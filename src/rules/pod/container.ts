import { repeated } from '../names';
import { absent, between, type Demand, each, fields, type Fields, isThere, NOT_NEGATIVE, oneOf, onlyOne, text } from './demand';

/** What Kubernetes demands of fields of a container. @see k8s.io/kubernetes/pkg/apis/core/validation, validateContainers */

const ID = between(0, 2 ** 31 - 1);

/** Seccomp and AppArmor. */
const PROFILE = fields({ type: oneOf('Localhost', 'RuntimeDefault', 'Unconfined') }, ['type'], ({ type, localhostProfile }) => {
  if (type === 'Localhost' && !isThere(localhostProfile)) return 'a Localhost profile without localhostProfile';
  return isThere(localhostProfile) && type !== 'Localhost' ? 'a localhostProfile, which only a Localhost profile takes' : undefined;
});

export const SECURITY_CONTEXT: Demand = fields({
  runAsUser: ID,
  runAsGroup: ID,
  procMount: oneOf('Default', 'Unmasked'),
  seccompProfile: PROFILE,
  appArmorProfile: PROFILE,
}, [], ({ allowPrivilegeEscalation, privileged, capabilities }) => {
  if (allowPrivilegeEscalation !== false) return undefined;
  if (privileged === true) return 'allowPrivilegeEscalation: false, though it is privileged';
  const added = (capabilities as { readonly add?: readonly string[] } | undefined)?.add ?? [];
  return added.includes('CAP_SYS_ADMIN') ? 'allowPrivilegeEscalation: false, though it adds CAP_SYS_ADMIN' : undefined;
}, ({ runAsNonRoot, runAsUser }) => (runAsNonRoot === true && runAsUser === 0 ? 'runAsNonRoot, though runAsUser is 0' : undefined));

const PORT = between(1, 65535);
/** @see IsValidPortName in k8s.io/apimachinery/pkg/util/validation */
const PORT_NAME = text((name) => name.length <= 15 && /^(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name), "at most 15 lower-case letters, digits and single '-', with a letter");

const ONE_PORT = fields({ containerPort: PORT, hostPort: between(0, 65535), name: PORT_NAME, protocol: oneOf('TCP', 'UDP', 'SCTP') }, ['containerPort']);

/** Names and host's ports are unique, too. */
export const PORTS: Demand = (value, path) => {
  const ports = (Array.isArray(value) ? value : []) as readonly Fields[];
  const twice = (kind: string, nameOf: (port: Fields) => string | undefined): ReturnType<Demand> => repeated(ports.filter(nameOf), nameOf)
    .map(({ item, name }) => ({ path: `${path}[${ports.indexOf(item)}]`, message: `two ports with the ${kind} '${name}'` }));
  return [
    ...each(ONE_PORT)(value, path),
    ...twice('name', ({ name }) => (isThere(name) ? String(name) : undefined)),
    ...twice('hostPort', ({ hostPort, protocol, hostIP }) => (hostPort ? `${String(protocol ?? 'TCP')}/${hostIP ? `${String(hostIP)}/` : ''}${String(hostPort)}` : undefined)),
  ];
};

/** A port may have a name instead. */
const ANY_PORT: Demand = (value, path) => (typeof value === 'number' ? PORT(value, path) : PORT_NAME(value, path));

const ACTIONS = {
  exec: fields({}, ['command']),
  httpGet: fields({ port: ANY_PORT, scheme: oneOf('HTTP', 'HTTPS') }, ['port']),
  tcpSocket: fields({ port: ANY_PORT }, ['port']),
};

function probe(demands: { readonly [field: string]: Demand }): Demand {
  const times = { initialDelaySeconds: NOT_NEGATIVE, timeoutSeconds: NOT_NEGATIVE, periodSeconds: NOT_NEGATIVE, failureThreshold: NOT_NEGATIVE };
  return fields({ ...ACTIONS, grpc: fields({ port: PORT }, ['port']), ...times, ...demands }, [], onlyOne(['exec', 'httpGet', 'tcpSocket', 'grpc']));
}

const GRACE = { terminationGracePeriodSeconds: between(1, 2 ** 31 - 1) };
export const LIVENESS_PROBE = probe({ successThreshold: between(0, 1), ...GRACE });
export const READINESS_PROBE = probe({ successThreshold: NOT_NEGATIVE, terminationGracePeriodSeconds: absent('which only livenessProbe and startupProbe take') });

const HANDLER = fields({ ...ACTIONS, sleep: fields({ seconds: NOT_NEGATIVE }) }, [], onlyOne(['exec', 'httpGet', 'tcpSocket', 'sleep']));
export const LIFECYCLE: Demand = fields({ postStart: HANDLER, preStop: HANDLER });

export const PULL_POLICY = oneOf('Always', 'IfNotPresent', 'Never');
export const MESSAGE_POLICY = oneOf('File', 'FallbackToLogsOnError');
