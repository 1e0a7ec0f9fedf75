import { exampleOf } from '../example';
import type { Rule, RuleContext } from '../rule';
import type { Volume } from '../schema/tekton-types';
import { podTemplates } from './pod-templates';

const RUNTIME_SOCKET = /(?:docker|containerd|crio|cri-dockerd|podman|buildkitd)\.sock$/;

const task = (source: string): string => exampleOf('Task', `volumes: [{name: data, ${source}}]\nsteps: [{name: build, image: busybox, command: [make], volumeMounts: [{name: data, mountPath: /data}]}]`);

export const hostPath: Rule = {
  id: 'security/host-path',
  severity: 'error',
  stage: 'none',
  summary: 'no volume is a directory, a device or a socket of the node',
  reason: 'a path of the node is a way out of the container; the socket of the container runtime is the node itself',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/, baseline; CWE-284',
  fix: 'use an emptyDir, a claim or a workspace; build images without the daemon of the node',
  passing: task('emptyDir: {}'),
  failing: task('hostPath: {path: /var/run/docker.sock}'),
  check: (context) => {
    const { document } = context;
    for (const { spec, path } of document.views.tasks) checkVolumes(spec.volumes, `${path}.volumes`, context);
    for (const { template, path } of podTemplates(document)) checkVolumes(template.volumes, `${path}.volumes`, context);
  },
};

function checkVolumes(volumes: readonly Volume[] | undefined, path: string, { report }: RuleContext): void {
  (volumes ?? []).forEach(({ name = '', hostPath: source }, index) => {
    if (!source) return;
    const socket = RUNTIME_SOCKET.test(source.path ?? '') ? ', the socket of the container runtime' : '';
    report(`${path}[${index}].hostPath`, { message: `the volume '${name}' is '${source.path ?? ''}' of the node${socket}` });
  });
}
