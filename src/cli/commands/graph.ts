import { loadDocuments } from '../../local/documents';
import { RunInputError } from '../../local/errors';
import { suggestion } from '../../private/suggestion';
import { readArguments } from '../arguments';
import { type Command, EXIT, UsageError } from '../command';
import { dotGraph, mermaidGraph, textGraph } from '../graph-formats';
import { pipelineGraph, type PipelineGraph } from '../pipeline-graph';

const HELP = `Usage: cdk8s-tekton graph <path..> [options]

Shows what a Pipeline does: its tasks, the artifacts and results that go from
one to another, and what waits for what. Reads YAML files, and all of them in
directories.

  --pipeline <name>   only this Pipeline; default: all of them
  --format <format>   text (default), mermaid or dot
  --json              prints nodes and edges as JSON

Example:
  cdk8s-tekton graph dist --format mermaid
`;

const FORMATS: { readonly [name: string]: (graph: PipelineGraph) => string } = { text: textGraph, mermaid: mermaidGraph, dot: dotGraph };

const OPTIONS = { pipeline: { type: 'string' }, format: { type: 'string', default: 'text' }, json: { type: 'boolean' } } as const;

/** `graph`: the tasks of a Pipeline and what goes between them. */
export const graph: Command = {
  help: HELP,
  run: async (args, { stdout }) => {
    const { values, positionals } = readArguments(args, OPTIONS, 'cdk8s-tekton graph');
    if (positionals.length === 0) throw new UsageError('graph needs the path of synthesized YAML, such as dist');
    if (!Object.hasOwn(FORMATS, values.format)) throw new UsageError(`there is no format '${values.format}'${suggestion(values.format, Object.keys(FORMATS))}`);
    const graphs = await read(positionals, values.pipeline);
    const write = FORMATS[values.format] as (graph: PipelineGraph) => string;
    stdout.write(values.json ? `${JSON.stringify(graphs, undefined, 2)}\n` : graphs.map(write).join('\n'));
    return EXIT.done;
  },
};

async function read(paths: readonly string[], wanted: string | undefined): Promise<PipelineGraph[]> {
  try {
    const documents = await loadDocuments(paths);
    const graphs = documents.pipelines.map((pipeline) => pipelineGraph(pipeline, documents));
    const names = graphs.map(({ name }) => name);
    if (graphs.length === 0) throw new UsageError(`there is no Pipeline in ${paths.join(', ')}`);
    if (wanted !== undefined && !names.includes(wanted)) throw new UsageError(`there is no Pipeline '${wanted}'${suggestion(wanted, names)}`);
    return graphs.filter(({ name }) => wanted === undefined || name === wanted);
  } catch (error) {
    if (error instanceof RunInputError) throw new UsageError(error.message);
    throw error;
  }
}
