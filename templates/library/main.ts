import { App, Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, Pipeline } from 'cdk8s-tekton';
import { NodeBuild } from './src';

const app = new App();
const chart = new Chart(app, 'example');
ArtifactStorage.oci({ repository: 'registry.example.com/ci/artifacts' }).applyTo(chart);

// A build that needs nothing installed: `npm start` gives it the folder src.
const build = new NodeBuild(chart, 'node-build', { command: 'mkdir -p dist && cp *.ts dist/' });
const pipeline = new Pipeline(chart, 'example', { inputs: { source: Artifact.directory() } });
const built = build.addTo(pipeline, 'build', pipeline.input('source'));
pipeline.addOutput('build', built.output('build'));
app.synth();
