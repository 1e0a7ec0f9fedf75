import { messageOf } from '../contract/thrown';
import { suggestion } from '../private/suggestion';
import { type Command, EXIT, exitCodeOf, type Terminal, UsageError } from './command';
import { packageVersion } from './package';

/** A command that is loaded when it is wanted: most of the time of a start is loading. */
interface Entry {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const COMMANDS: { readonly [name: string]: Entry } = {
  init: {
    summary: 'makes a project from a template',
    load: async () => (await import('./commands/init.js')).init,
  },
  validate: {
    summary: 'checks Tekton YAML before it is applied',
    load: async () => (await import('./commands/validate.js')).validate,
  },
  pin: {
    summary: 'pins images and bundles to their digests',
    load: async () => (await import('./commands/pin.js')).pin,
  },
  run: {
    summary: 'runs a synthesized Pipeline or Task on this machine, without a cluster',
    load: async () => (await import('./commands/run.js')).run,
  },
  graph: {
    summary: 'shows the tasks of a Pipeline and the artifacts between them',
    load: async () => (await import('./commands/graph.js')).graph,
  },
  artifact: {
    summary: 'lists, reads, stores and deletes artifacts of a store',
    load: async () => (await import('./commands/artifact.js')).artifact,
  },
};

/**
 * Runs the command line.
 *
 * @param args without node and script
 * @returns the exit code
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(terminal, await help(rest));
    if (name === '--version' || name === '-v') return print(terminal, `${packageVersion()}\n`);
    const command = await find(name).load();
    if (isHelp(rest)) return print(terminal, command.help);
    return await command.run(rest, terminal);
  } catch (error) {
    return report(error, terminal);
  }
}

/** Everything behind `--` belongs to something else. */
function isHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

function find(name: string): Entry {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name];
  throw new UsageError(`there is no command '${name}'${suggestion(name, Object.keys(COMMANDS))}; 'cdk8s-tekton --help' lists them`);
}

async function help([name]: readonly string[]): Promise<string> {
  if (name !== undefined) return (await find(name).load()).help;
  const width = Math.max(...Object.keys(COMMANDS).map((command) => command.length));
  const commands = Object.entries(COMMANDS).map(([command, { summary }]) => `  ${command.padEnd(width)}  ${summary}`);
  return `Usage: cdk8s-tekton <command> [options]

Tekton pipelines in TypeScript, with artifacts that are verified on every read.

${commands.join('\n')}

New here?
  cdk8s-tekton init welcome my-pipeline   makes a project that runs at once
  cdk8s-tekton <command> --help           says what a command does and takes

Exit codes: 0 done, 1 problems were found or the run failed, 2 wrong usage.
DEBUG=1 adds stack traces to errors.
`;
}

function print(terminal: Terminal, text: string): number {
  terminal.stdout.write(text);
  return EXIT.done;
}

/** One line for the user; what a maintainer needs only on request. */
function report(error: unknown, { stderr, environment }: Terminal): number {
  const { name, stack } = (error ?? {}) as Partial<Error>;
  stderr.write(`error: ${name === 'AbortError' ? 'aborted' : messageOf(error)}\n`);
  if (environment.DEBUG && stack) stderr.write(`${stack}\n`);
  return exitCodeOf(error);
}
