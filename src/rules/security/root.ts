import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachContainer } from '../visit';
import { podTemplates } from './pod-templates';

const task = (context: string): string => exampleOf('Task', `steps: [{name: build, image: busybox, command: [make], securityContext: ${context}}]`);

export const root: Rule = {
  id: 'security/root',
  severity: 'warning',
  stage: 'none',
  summary: 'no container asks to be root, or to gain privileges',
  reason: 'an escape from a container of root ends as root on the node; namespaces with Pod Security restricted refuse the Pod',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/, restricted; CWE-250',
  fix: 'set runAsNonRoot: true, runAsUser to another number, and allowPrivilegeEscalation: false',
  passing: task('{runAsUser: 65532, runAsNonRoot: true, allowPrivilegeEscalation: false}'),
  failing: task('{runAsUser: 0}'),
  check: (context) => {
    containers(context);
    for (const { template, path } of podTemplates(context.document)) {
      if (template.securityContext?.runAsUser === 0) context.report(`${path}.securityContext.runAsUser`, { message: 'all containers of the run are root' });
    }
  },
};

const containers = eachContainer(({ container: { securityContext = {} }, label, at }, { report }) => {
  const path = at('securityContext');
  if (securityContext.runAsUser === 0) report(`${path}.runAsUser`, { message: `${label} is root` });
  if (securityContext.allowPrivilegeEscalation) report(`${path}.allowPrivilegeEscalation`, { message: `${label} may gain privileges` });
});
