import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Yaml } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask } from 'cdk8s-tekton';
import { layoutUri } from '../../src/agent/stores/directory';
import { putArtifactByAgent } from '../../src/local/put-artifact';
import { output, result, runYaml, task, withDirectory } from './run-yaml';

/** A Pipeline that hands a directory and a file on, as its author writes it. */
function synthesize(): string {
  const chart = new Chart(new App(), 'ci');
  ArtifactStorage.oci({ repository: 'registry.example.com/ci/artifacts' }).applyTo(chart);
  const build = defineTask(chart, 'build', {
    inputs: { source: Artifact.directory() },
    outputs: { app: Artifact.directory(), size: Artifact.file() },
  });
  build.addStep('compile', {
    image: 'node:20',
    workingDir: build.inputs.source.path,
    script: `cp -r . ${build.outputs.app.path}/\nhead -c 3000 /dev/urandom > ${build.outputs.app.path}/random\nls | wc -l > ${build.outputs.size.path}`,
  });
  const check = defineTask(chart, 'check', { inputs: { app: Artifact.directory(), size: Artifact.file() } });
  check.addStep('look', { image: 'node:20', script: `ls ${check.inputs.app.path}; cat ${check.inputs.size.path}` });
  const pipeline = definePipeline(chart, 'p', { inputs: { source: Artifact.directory() } });
  const built = pipeline.addTask('build', build, { inputs: { source: pipeline.inputs.source } });
  pipeline.addTask('check', check, { inputs: { app: built.outputs.app, size: built.outputs.size } });
  return Yaml.stringify(...chart.toJson());
}

/** A Task that stores a directory. */
function synthesizeOutput(): string {
  const chart = new Chart(new App(), 'ci');
  ArtifactStorage.oci({ repository: 'registry.example.com/ci/artifacts' }).applyTo(chart);
  const build = defineTask(chart, 'build', { outputs: { app: Artifact.directory() } });
  build.addStep('compile', { image: 'node:20', script: `head -c 3000 /dev/urandom > ${build.outputs.app.path}/random` });
  return Yaml.stringify(...chart.toJson());
}

describe('a synthesized Pipeline with artifacts', () => {
  test('moves content by the real agent through a local store', () => withDirectory(async (directory) => {
    const [source, store] = [join(directory, 'source'), join(directory, 'store')];
    mkdirSync(source);
    writeFileSync(join(source, 'main.js'), 'console.log(1)');
    const link = join(directory, 'link');
    symlinkSync(source, link);
    const run = await runYaml(synthesize(), { inputs: { source: link }, store, putArtifact: putArtifactByAgent });
    expect(run.report).toMatchObject({ succeeded: true, message: 'Tasks Completed: 2 (Failed: 0, Cancelled 0), Skipped: 0' });
    expect(output(run, 'check').filter((line) => /^(main\.js|random|\d+)$/.test(line))).toEqual(['main.js', 'random', '1']);
    expect(run.report.artifacts.map(({ action, name, kind }) => `${action} ${kind} ${name}`).sort()).toEqual([
      'fetched directory app', 'fetched directory source', 'fetched file size', 'kept file size', 'stored directory app',
    ]);
    expect(run.report.artifacts.every(({ digest, size }) => /^sha256:[0-9a-f]{64}$/.test(digest) && (size ?? 0) > 0)).toBe(true);
    expect(readdirSync(directory).sort()).toEqual(['link', 'source', 'store']);
  }), 20_000);

  test('leaves a store with the modes that the umask gives', () => withDirectory(async (directory) => {
    const umask = process.umask(0o022);
    try {
      expect((await runYaml(synthesizeOutput(), { store: join(directory, 'store') })).report.succeeded).toBe(true);
    } finally {
      process.umask(umask);
    }
    const open = readdirSync(join(directory, 'store'), { recursive: true, encoding: 'utf8' })
      .filter((path) => (statSync(join(directory, 'store', path)).mode & 0o022) !== 0);
    expect(open).toEqual([]);
  }), 20_000);

  test.each(['a b', 'user@host', 'c#', '100%', 'a?b', 'naïve'])("keeps the path of a store in '%s', which lies where steps have a path of their own", (name) => withDirectory(async (directory) => {
    const source = join(directory, name, 'source');
    mkdirSync(source, { recursive: true });
    writeFileSync(join(source, 'main.js'), 'console.log(1)');
    const yaml = task(`
      params: [{ name: source, type: object, properties: { uri: {}, digest: {} } }]
      results: [{ name: uri }]
      steps: [{ name: s, image: busybox, script: 'printf %s "$(params.source.uri)" | tr / : > $(results.uri.path)' }]
    `);
    const store = join(directory, name, 'store');
    const run = await runYaml(yaml, { inputs: { source }, store, putArtifact: putArtifactByAgent });
    // paths in results are written back: this is what the step saw
    expect(result(run, 'uri')).toBe(layoutUri(store).replaceAll('/', ':'));
  }));
});
