import type { App } from 'cdk8s';
import { Chart, Size } from 'cdk8s';
import { PersistentVolumeAccessMode, PersistentVolumeClaim } from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, definePipeline, defineTask } from 'cdk8s-tekton';

/** No registry: artifacts lie on a PersistentVolumeClaim. */
export function build(app: App): void {
  const chart = new Chart(app, 'pvc', { namespace: 'ci' });
  const claim = new PersistentVolumeClaim(chart, 'store', {
    metadata: { name: 'tekton-artifacts' },
    accessModes: [PersistentVolumeAccessMode.READ_WRITE_MANY],
    storage: Size.gibibytes(10),
  });
  ArtifactStorage.pvc({ claim, basePath: '/artifacts' }).applyTo(chart);

  const producer = defineTask(chart, 'producer', { outputs: { report: Artifact.file() } });
  producer.addStep('produce', { image: 'busybox:1.37', script: `date > ${producer.outputs.report.path}\n` });
  const consumer = defineTask(chart, 'consumer', { inputs: { report: Artifact.file() } });
  consumer.addStep('consume', { image: 'busybox:1.37', command: ['cat'], args: [consumer.inputs.report.path] });

  const pipeline = definePipeline(chart, 'pvc', {});
  const produced = pipeline.addTask('produce', producer);
  pipeline.addTask('consume', consumer, { inputs: { report: produced.outputs.report } });
}
