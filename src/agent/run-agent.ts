import { parseFetchArguments, parseReferenceArguments, parseUploadArguments } from '../contract/agent-arguments';
import { EXIT_CODES } from '../contract/exit-codes';
import { fetchInputs } from './commands/fetch';
import { gate } from './commands/gate';
import { deleteArtifacts, exists } from './commands/references';
import { uploadOutputs } from './commands/upload';
import { AgentError, messageOf } from './errors';
import { readExitCode } from './exit-code-file';
import { agentErrorOf } from './failure';
import type { Invocation } from './invocation';
import { plainLine } from './plain-line';
import { ResultFiles } from './result-files';

/** A command, by the arguments behind its name; it returns the exit code. */
type Command = (args: readonly string[], invocation: Invocation) => Promise<number>;

const COMMANDS: { readonly [name: string]: Command | undefined } = {
  fetch: async (args, invocation) => {
    const { plan, sections } = usage(() => parseFetchArguments(args));
    return fetchInputs(plan, sections, invocation);
  },
  upload: async (args, invocation) => uploadOutputs(usage(() => parseUploadArguments(args)), invocation),
  gate: async (args, invocation) => {
    if (args.length > 0) throw new AgentError('USAGE', `gate takes no arguments, got '${args[0]}'`);
    return gate(invocation);
  },
  exists: async (args, invocation) => exists(usage(() => parseReferenceArguments(args)), invocation),
  delete: async (args, invocation) => deleteArtifacts(usage(() => parseReferenceArguments(args)), invocation),
};

/**
 * Runs a command and returns the exit code of the process.
 *
 * A failure is one line for people, the step result `error`, and an exit code of its own, because the code is all
 * that `kubectl get taskrun` shows.
 *
 * @param fail takes the line, and the stack when env `ARTIFACT_DEBUG` is 1
 */
export async function runAgent(argv: readonly string[], invocation: Invocation, fail: (line: string) => void): Promise<number> {
  const [name, ...args] = argv;
  try {
    const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
    if (!command) throw new AgentError('USAGE', `unknown command '${name ?? ''}', expected one of ${Object.keys(COMMANDS).join(', ')}`);
    return await command(args, { ...invocation, print: (line) => invocation.print(plainLine(line)) });
  } catch (error) {
    return reportFailure(error, invocation, fail, name === 'upload');
  }
}

/**
 * Reports a failure and returns its exit code.
 *
 * @param raises whether the exit code of a step that failed before goes above the failure's own
 */
export async function reportFailure(error: unknown, invocation: Invocation, fail: (line: string) => void, raises = false): Promise<number> {
  // whatever went wrong after the step was told to stop went wrong because of that
  const failure = invocation.signal.aborted ? new AgentError('CANCELLED', 'the step was told to stop', { cause: error }) : agentErrorOf(error);
  const line = plainLine(failure.message.split('\n').map((part) => part.trim()).join(' '));
  fail(`error: ${line}`);
  if (invocation.env.ARTIFACT_DEBUG === '1') fail(stackOf(error));
  await ResultFiles.find(invocation)?.writeError(line).catch((cause: unknown) => fail(`error: cannot write the result 'error': ${agentErrorOf(cause).message}`));
  const before = raises && failure.code !== 'CANCELLED' ? await readExitCode(invocation) : undefined;
  return before || EXIT_CODES[failure.code];
}

/** @throws AgentError `USAGE` for arguments that are not those of the compiler */
function usage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const message = messageOf(error);
    throw new AgentError('USAGE', `${message} (is the agent of the same version as the Task?)`, { cause: error });
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.stack ?? error.message, ...error.cause === undefined ? [] : [`caused by: ${stackOf(error.cause)}`]].join('\n');
}
