import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachContainer } from '../visit';

/** Capabilities with which a container is as good as privileged. */
const POWERFUL = new Set(['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_PTRACE', 'SYS_RAWIO', 'DAC_READ_SEARCH', 'NET_ADMIN', 'BPF']);

const task = (context: string): string => exampleOf('Task', `steps: [{name: build, image: busybox, command: [make], securityContext: ${context}}]`);

export const privileged: Rule = {
  id: 'security/privileged',
  severity: 'error',
  stage: 'none',
  summary: 'no container is privileged, or has capabilities that come to the same',
  reason: 'what runs in it, and every dependency that it downloads, has the whole node, and the credentials of all Pods there',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/, baseline; CWE-250',
  fix: 'build without privileges: buildah or kaniko with user namespaces, ko, jib',
  passing: task('{allowPrivilegeEscalation: false}'),
  failing: task('{privileged: true}'),
  check: eachContainer(({ container: { securityContext = {} }, label, at }, { report }) => {
    const path = at('securityContext');
    if (securityContext.privileged) report(`${path}.privileged`, { message: `${label} is privileged` });
    if (securityContext.windowsOptions?.hostProcess) report(`${path}.windowsOptions.hostProcess`, { message: `${label} is a process of the host` });
    if (securityContext.procMount === 'Unmasked') report(`${path}.procMount`, { message: `${label} sees the whole of /proc` });
    const found = (securityContext.capabilities?.add ?? []).filter((name) => POWERFUL.has(name.replace(/^CAP_/, '')));
    if (found.length > 0) report(`${path}.capabilities.add`, { message: `${label} has the capability ${found.join(', ')}` });
  }),
};
