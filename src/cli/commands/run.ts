import { loadDocuments } from '../../local/documents';
import type { Engine } from '../../local/engine-launcher';
import { RunInputError } from '../../local/errors';
import { putArtifactByAgent } from '../../local/put-artifact';
import type { RunReport } from '../../local/report';
import { runPipeline, type RunOptions } from '../../local/run';
import { readArguments } from '../arguments';
import { type Command, EXIT, type Terminal, UsageError } from '../command';
import { type RunView, runView } from '../run-view';

const DEFAULT_STORE = '.cdk8s-tekton/store';

/** Milliseconds that steps have after SIGTERM: less than a cluster's 30 s, someone may be waiting at the terminal. */
const GRACE = 5000;

const HELP = `Usage: cdk8s-tekton run <path..> [options]

Runs a synthesized Pipeline or Task on this machine, without a cluster. Reads
YAML files, and all of them in directories. Artifacts go to a local store.

  --pipeline <name>        the Pipeline to run
  --task <name>            the Task to run
  --pipelinerun <name>     the PipelineRun to run
                           none of these: the only one of the input
  --param <name>=<value>   a param: text, JSON for objects, JSON or a,b for arrays
  --input <name>=<path>    stores a file or directory and gives it as input <name>
  --workspace <name>=<dir> shows a directory of this machine as a workspace
  --resolve <ref>=<file>   takes a YAML file for what a resolver (git, hub, cluster, ...)
                           would find; <ref> is the pipeline task, <task>/<step>
                           for a StepAction, the run for its own Pipeline or Task,
                           or the name that the resolver is given. Bundles are read
                           from their registry, with the credentials of docker login
  --store <dir>            the store, default ${DEFAULT_STORE}
  --configured-store       stores where the YAML says instead: a bucket, a registry;
                           Secrets are those of the YAML, see also --env
  --login <repository>     of the configured store: lets the steps that fetch and
                           upload use the credentials of docker login for it
  --container <engine>     runs steps in their images: podman or docker;
                           default: as processes, with the tools of this machine
  --env <name>             lets steps see a variable of the environment
  --timeout <duration>     timeout of the run, such as 10m
  --parallel <n>           TaskRuns at once, default: the number of cores
  --keep                   keeps the private directory of the run
  --verbose                shows what the steps write
  --json                   prints the report as JSON

Exit codes: 0 the run succeeded, 1 it failed, 2 wrong usage or unusable input.
`;

const OPTIONS = {
  'pipeline': { type: 'string' },
  'task': { type: 'string' },
  'pipelinerun': { type: 'string' },
  'param': { type: 'string', multiple: true },
  'input': { type: 'string', multiple: true },
  'workspace': { type: 'string', multiple: true },
  'resolve': { type: 'string', multiple: true },
  'store': { type: 'string' },
  'configured-store': { type: 'boolean' },
  'login': { type: 'string', multiple: true },
  'container': { type: 'string' },
  'env': { type: 'string', multiple: true },
  'timeout': { type: 'string' },
  'parallel': { type: 'string' },
  'keep': { type: 'boolean' },
  'verbose': { type: 'boolean' },
  'json': { type: 'boolean' },
} as const;

/** `run`: runs a Pipeline or Task here. */
export const run: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const { paths, options, json, verbose } = readRunArguments(args);
    const seen = view(terminal, { json, verbose });
    const { signal, environment } = terminal;
    const report = await execute(paths, { ...options, onEvent: (event) => seen?.onEvent(event), signal, environment });
    if (json) terminal.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return report.succeeded ? EXIT.done : EXIT.failed;
  },
};

async function execute(paths: readonly string[], options: RunOptions): Promise<RunReport> {
  try {
    return await runPipeline(await loadDocuments(paths), options);
  } catch (error) {
    if (error instanceof RunInputError) throw new UsageError(error.message);
    throw error;
  }
}

/** The view; beside a JSON report only where someone is looking, and then on the other stream. */
function view({ stdout, stderr, environment }: Terminal, { json, verbose }: Pick<RunArguments, 'json' | 'verbose'>): RunView | undefined {
  const output = json ? stderr : stdout;
  const isTerminal = output.isTTY === true && environment.TERM !== 'dumb';
  if (json && !isTerminal) return undefined;
  const color = isTerminal && !environment.NO_COLOR;
  return runView({ write: (text) => output.write(text), color, live: isTerminal, verbose, columns: output.columns, rows: output.rows });
}

interface RunArguments {
  readonly paths: readonly string[];
  readonly options: RunOptions;
  readonly json: boolean;
  readonly verbose: boolean;
}

function readRunArguments(args: readonly string[]): RunArguments {
  const { values, positionals } = readArguments(args, OPTIONS, 'cdk8s-tekton run');
  if (positionals.length === 0) throw new UsageError('run needs the path of synthesized YAML, such as dist');
  return {
    paths: positionals,
    json: values.json ?? false,
    verbose: values.verbose ?? false,
    options: {
      pipeline: values.pipeline,
      task: values.task,
      pipelineRun: values.pipelinerun,
      params: pairs('--param', values.param),
      inputs: pairs('--input', values.input),
      workspaces: pairs('--workspace', values.workspace),
      resolve: pairs('--resolve', values.resolve),
      store: storeOf(values),
      logins: values.login ?? [],
      putArtifact: putArtifactByAgent,
      container: engine(values.container),
      inheritEnv: values.env ?? [],
      timeout: values.timeout,
      parallel: count('--parallel', values.parallel),
      keep: values.keep ?? false,
      grace: GRACE,
    },
  };
}

/** The directory of the store; undefined: what the YAML says. */
function storeOf({ store, 'configured-store': configured = false, login }: {
  readonly 'store'?: string; readonly 'configured-store'?: boolean; readonly 'login'?: readonly string[];
}): string | undefined {
  if (configured && store !== undefined) throw new UsageError('expected only one of --store and --configured-store');
  if (!configured && login) throw new UsageError('--login is for a registry that the YAML names, add --configured-store');
  return configured ? undefined : store ?? DEFAULT_STORE;
}

/** Reads `name=value` options. */
function pairs(option: string, texts: readonly string[] = []): { [name: string]: string } {
  return Object.fromEntries(texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`${option} is '${text}', expected <name>=<value>`);
    return [text.slice(0, at), text.slice(at + 1)];
  }));
}

function engine(text: string | undefined): Engine | undefined {
  if (text === undefined || text === 'podman' || text === 'docker') return text;
  throw new UsageError(`--container is '${text}', expected podman or docker`);
}

function count(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`${option} is '${text}', expected a number of at least 1`);
  return Number(text);
}
