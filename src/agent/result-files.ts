import { readdir, readFile, writeFile } from 'fs/promises';
import { dirname, join } from 'path';
import { ERROR_RESULT, ERROR_RESULT_BYTES, ERROR_RESULT_VARIABLE } from '../contract/agent-plan';
import type { MessageEntry } from '../contract/result-budget';
import { readFailure } from './archive/read-failure';
import { AgentError, systemCodeOf, writeFailure } from './errors';
import type { Invocation } from './invocation';
import { shortCause } from './short-cause';

/** The step results of this step: files beside the one that `ERROR_RESULT` names. */
export class ResultFiles {
  /** @throws AgentError `USAGE` when the step was not told where its results are */
  public static of({ env }: Pick<Invocation, 'env'>): ResultFiles {
    const files = ResultFiles.find({ env });
    if (files === undefined) throw new AgentError('USAGE', `env ${ERROR_RESULT_VARIABLE} is not set, expected the path of the step result '${ERROR_RESULT}'`);
    return files;
  }

  /** As {@link of}; undefined for a program run by hand. */
  public static find({ env }: Pick<Invocation, 'env'>): ResultFiles | undefined {
    const path = env[ERROR_RESULT_VARIABLE];
    return path ? new ResultFiles(dirname(path)) : undefined;
  }

  private constructor(private readonly directory: string) {}

  public async write(name: string, value: string): Promise<void> {
    const path = join(this.directory, name);
    try {
      await writeFile(path, value, { mode: 0o644 });
    } catch (error) {
      throw writeFailure(`the result '${path}'`, error);
    }
  }

  /** Writes the cause of a failure, shortened to what its result may have. */
  public async writeError(message: string): Promise<void> {
    await this.write(ERROR_RESULT, shortCause(message, ERROR_RESULT_BYTES));
  }
}

/** The task results that are on disk already: every step's message repeats them. */
export async function readTaskResults(directory: string): Promise<MessageEntry[]> {
  try {
    const files = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isFile());
    return await Promise.all(files.map(({ name }) => readTaskResult(directory, name)));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function readTaskResult(directory: string, name: string): Promise<MessageEntry> {
  const path = join(directory, name);
  try {
    return { key: name, value: await readFile(path, 'utf8'), type: 1 };
  } catch (error) {
    throw readFailure(path, path, error);
  }
}
