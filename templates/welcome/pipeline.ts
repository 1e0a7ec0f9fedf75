import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, IPipeline, PipelineRun } from 'cdk8s-tekton';
import { Construct } from 'constructs';
import { checksumTask, packageTask, reportTask, sbomTask, sourceTask, testTask } from './tasks';

export interface WelcomeProps {
  /** Where artifacts are stored: `<registry>/<repository>`. */
  readonly repository: string;
}

/** Source in, tested package out. What a task binds of another decides the order; nothing else is said about it. */
export class Welcome extends Chart {
  public readonly pipeline: IPipeline;

  constructor(scope: Construct, id: string, { repository }: WelcomeProps) {
    super(scope, id);
    ArtifactStorage.oci({ repository }).applyTo(this);

    const pipeline = definePipeline(this, 'build', {
      description: 'Tests and packages a Node.js project',
      inputs: { source: Artifact.directory({ optional: true, description: 'the project; a small one is made when left out' }) },
    });

    const { outputs: { source }, results: { version } } = pipeline.addTask('source', sourceTask(this), {
      inputs: { given: pipeline.inputs.source },
    });
    const tested = pipeline.addTask('test', testTask(this), { inputs: { source } });
    const packed = pipeline.addTask('package', packageTask(this), { inputs: { source }, runAfter: [tested] });
    const listed = pipeline.addTask('sbom', sbomTask(this), { inputs: { source } });
    const summed = pipeline.addTask('checksum', checksumTask(this), {
      inputs: { package: packed.outputs.package, sbom: listed.outputs.sbom },
    });
    pipeline.addFinally('report', reportTask(this), {
      inputs: { tests: tested.outputs.report },
      params: { status: pipeline.tasksStatus },
    });

    pipeline.addOutput('package', packed.outputs.package);
    pipeline.addOutput('release', packed.outputs.release);
    pipeline.addOutput('sbom', listed.outputs.sbom);
    pipeline.addOutput('checksums', summed.outputs.checksums);
    pipeline.addResult('version', version);
    this.pipeline = pipeline;
  }
}

/** One run, in a file of its own: `kubectl create` starts it. */
export class WelcomeRun extends Chart {
  constructor(scope: Construct, id: string, { pipeline }: { readonly pipeline: IPipeline }) {
    super(scope, id);
    new PipelineRun(this, 'run', { pipeline, generateName: 'welcome-' });
  }
}
