import { Artifact, ArtifactSource, Pipeline, PipelineTask, Task } from 'cdk8s-tekton';
import { Construct } from 'constructs';

export interface NodeBuildProps {
  /**
   * What is run in the root of the source.
   * @default npm ci && npm run build
   */
  readonly command?: string;
  /**
   * The directory that the command fills.
   * @default dist
   */
  readonly outputDirectory?: string;
  /**
   * The image, which needs a shell.
   * @default node:24-bookworm-slim
   */
  readonly image?: string;
}

/** Builds a Node.js project: takes the directory `source`, gives the directory `build`. */
export class NodeBuild extends Task {
  constructor(scope: Construct, id: string, props: NodeBuildProps = {}) {
    super(scope, id, {
      description: 'Builds a Node.js project',
      inputs: { source: Artifact.directory() },
      outputs: { build: Artifact.directory() },
    });
    this.addStep('build', {
      image: props.image ?? 'node:24-bookworm-slim',
      workingDir: this.input('source').path,
      env: {
        BUILD_COMMAND: props.command ?? 'npm ci && npm run build',
        OUTPUT_DIRECTORY: props.outputDirectory ?? 'dist',
        BUILD: this.output('build').path,
      },
      script: `#!/bin/sh
set -eu
sh -euc "$BUILD_COMMAND"
cp -a "$OUTPUT_DIRECTORY/." "$BUILD"
`,
    });
  }

  /** Adds this build to a pipeline, made by `new Pipeline()` or by `definePipeline()`. */
  public addTo(pipeline: Pick<Pipeline, 'addTask'>, name: string, source: ArtifactSource): PipelineTask {
    return pipeline.addTask(name, this, { inputs: { source } });
  }
}
