import { EXIT_CODE_VARIABLE, RUN_RESULT } from '../../contract/agent-plan';
import { AgentError } from '../errors';
import { readExitCode } from '../exit-code-file';
import type { Invocation } from '../invocation';
import { ResultFiles } from '../result-files';

/** Says by the step result `run` whether the steps behind a step that may have failed are to run. */
export async function gate(invocation: Invocation): Promise<number> {
  const code = await readExitCode(invocation);
  if (code === undefined) throw new AgentError('USAGE', `env ${EXIT_CODE_VARIABLE} is not set, expected the path of a step's exit code`);
  await ResultFiles.of(invocation).write(RUN_RESULT, code === 0 ? 'yes' : 'no');
  invocation.print(code === 0 ? 'the step before ended well, the steps behind run' : `the step before failed with exit code ${code}, the steps behind are skipped`);
  return 0;
}
