import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, Pipeline, Task } from 'cdk8s-tekton';

const PLATFORMS = ['linux-amd64', 'linux-arm64', 'linux-s390x', 'linux-ppc64le', 'darwin-amd64', 'darwin-arm64', 'windows-amd64', 'windows-arm64'];

/** More outputs than fit into the result bytes: one index of all of them, from which consumers take theirs by name. */
export function build(app: App): void {
  const chart = new Chart(app, 'release', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const compile = new Task(chart, 'compile');
  const binaries = PLATFORMS.map((platform) => compile.addOutput(platform, Artifact.file()));
  const sboms = PLATFORMS.map((platform) => compile.addOutput(`${platform}-sbom`, Artifact.file({ mediaType: 'application/spdx+json' })));
  compile.addStep('compile', { image: 'registry.example.com/tools/cross:1.0', args: [...binaries, ...sboms].map(({ path }) => path) });

  const publish = new Task(chart, 'publish', { inputs: { app: Artifact.file(), others: Artifact.files() } });
  publish.addStep('publish', { image: 'registry.example.com/tools/publish:1.0', args: [publish.input('app').path, publish.input('others').path] });
  const announce = new Task(chart, 'announce', { params: { uri: {}, digest: {} } });
  announce.addStep('announce', { image: 'busybox:1.37', command: ['echo'], args: [announce.param('uri'), announce.param('digest')] });

  const pipeline = new Pipeline(chart, 'release');
  const compiled = pipeline.addTask('compile', compile);
  pipeline.addTask('publish', publish, {
    inputs: { app: compiled.output('linux-amd64'), others: [compiled.output('linux-arm64'), compiled.output('darwin-arm64')] },
  });
  pipeline.addTask('announce', announce, { params: { uri: compiled.output('linux-amd64').uri, digest: compiled.output('linux-amd64').digest } });
  pipeline.addOutput('app', compiled.output('linux-amd64'));
}
