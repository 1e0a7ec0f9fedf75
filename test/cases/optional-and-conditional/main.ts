import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask, Param, When } from 'cdk8s-tekton';

/** A producer that may not run, a consumer that copes with it, and an optional input that nobody binds. */
export function build(app: App): void {
  const chart = new Chart(app, 'docs', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const docs = defineTask(chart, 'build-docs', {
    inputs: { theme: Artifact.directory({ optional: true }) },
    outputs: { site: Artifact.directory() },
  });
  docs.addStep('build', {
    image: 'registry.example.com/tools/docs:1.0',
    env: { THEME: docs.inputs.theme.path, OUT: docs.outputs.site.path },
    script: '[ -d "$THEME" ] || THEME=default\nbuild-docs --theme "$THEME" --out "$OUT"\n',
  });

  const publish = defineTask(chart, 'publish', { inputs: { site: Artifact.directory({ optional: true }) } });
  publish.addStep('publish', {
    image: 'registry.example.com/tools/docs:1.0',
    env: { SITE: publish.inputs.site.path, SITE_URI: publish.inputs.site.uri },
    script: 'if [ -n "$SITE_URI" ]; then publish "$SITE"; else echo "no docs this time"; fi\n',
  });

  const pipeline = definePipeline(chart, 'docs', { params: { changed: Param.array({ default: [] }), mode: Param.string({ default: 'full' }) } });
  const built = pipeline.addTask('docs', docs, { when: [When.isIn(pipeline.params.mode, ['full', 'docs'])] });
  pipeline.addTask('publish', publish, { inputs: { site: built.outputs.site } });
}
