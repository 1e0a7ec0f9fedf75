import type { App } from 'cdk8s';
import { Chart, Size } from 'cdk8s';
import { ImagePullPolicy } from 'cdk8s-plus-27';
import { Artifact, ArtifactAgent, ArtifactStorage, ComputeResources, definePipeline, defineTask, SecurityProfile } from 'cdk8s-tekton';

/** Injected steps for a namespace with quotas, Pod Security `restricted` and a tool that prunes. */
export function build(app: App): void {
  const chart = new Chart(app, 'quota', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/ci/artifacts' }).applyTo(chart);
  ArtifactAgent.bundled({
    nodeImage: 'registry.example.com/mirror/node:24-bookworm-slim',
    imagePullPolicy: ImagePullPolicy.ALWAYS,
    computeResources: ComputeResources.of({
      requests: { 'cpu': '50m', 'memory': '64Mi', 'ephemeral-storage': '10Gi' },
      limits: { 'cpu': '1', 'memory': '512Mi', 'ephemeral-storage': '20Gi' },
    }),
    emptyDir: { sizeLimit: Size.gibibytes(20) },
    securityProfile: SecurityProfile.RESTRICTED,
    env: { HTTPS_PROXY: 'http://proxy.example.com:3128' },
    configMapAnnotations: { 'argocd.argoproj.io/sync-options': 'Prune=false', 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
  }).applyTo(chart);

  const write = defineTask(chart, 'write', { outputs: { site: Artifact.directory() } });
  write.addStep('write', { image: 'busybox:1.37', env: { SITE: write.outputs.site.path }, script: 'date > "$SITE/index.html"\n' });
  const check = defineTask(chart, 'check', { inputs: { site: Artifact.directory() } });
  check.addStep('check', { image: 'busybox:1.37', workingDir: check.inputs.site.path, command: ['test', '-s', 'index.html'] });

  const pipeline = definePipeline(chart, 'site', {});
  const written = pipeline.addTask('write', write);
  pipeline.addTask('check', check, { inputs: { site: written.outputs.site } });
}
