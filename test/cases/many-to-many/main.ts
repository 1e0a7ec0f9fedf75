import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask, Param } from 'cdk8s-tekton';

/** Several producers and several consumers; one Task twice with other params; one input that takes many. */
export function build(app: App): void {
  const chart = new Chart(app, 'packages', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const compile = defineTask(chart, 'compile', {
    params: { arch: Param.string() },
    inputs: { source: Artifact.directory() },
    outputs: { binary: Artifact.file(), log: Artifact.file() },
  });
  compile.addStep('compile', {
    image: 'golang:1.24',
    workingDir: compile.inputs.source.path,
    env: { GOARCH: compile.params.arch, GOFLAGS: '-buildvcs=false' },
    script: `#!/bin/sh -e
go build -v -o ${compile.outputs.binary.path} ./cmd/app 2> ${compile.outputs.log.path}
`,
  });

  const bundle = defineTask(chart, 'bundle', {
    inputs: { binaries: Artifact.files(), first: Artifact.file() },
    outputs: { archive: Artifact.file({ mediaType: 'application/gzip' }) },
  });
  bundle.addStep('bundle', {
    image: 'busybox:1.37',
    script: `tar -czf ${bundle.outputs.archive.path} -C ${bundle.inputs.binaries.path} . ${bundle.inputs.first.path}\n`,
  });

  const scan = defineTask(chart, 'scan', { inputs: { logs: Artifact.files() } });
  scan.addStep('scan', { image: 'busybox:1.37', script: `! grep -r warning ${scan.inputs.logs.path}\n` });

  const pipeline = definePipeline(chart, 'packages', { inputs: { source: Artifact.directory() } });
  const { source } = pipeline.inputs;
  const amd64 = pipeline.addTask('compile-amd64', compile, { params: { arch: 'amd64' }, inputs: { source } });
  const arm64 = pipeline.addTask('compile-arm64', compile, { params: { arch: 'arm64' }, inputs: { source } });
  pipeline.addTask('bundle', bundle, { inputs: { binaries: [amd64.outputs.binary, arm64.outputs.binary], first: amd64.outputs.binary } });
  pipeline.addTask('scan', scan, { inputs: { logs: [amd64.outputs.log, arm64.outputs.log] } });
}
