import { parseJsonObject } from '../../contract/json';
import { seconds } from '../../http-client/call';
import type { Environment } from '../../http-client/proxy';
import { OciError } from '../errors';
import type { Credential } from './credential';

const HELPER_TIMEOUT = 30_000;
const MAX_OUTPUT = 1024 * 1024;
/** What the helpers print, by convention, when they simply know nothing. */
const NOT_FOUND = /credentials not found in native keychain/;
/** User name by which a helper says that the secret is a refresh token. */
const TOKEN_USERNAME = '<token>';

/**
 * Asks `docker-credential-<name>` for the credential of a server.
 *
 * @throws OciError `INVALID_CONFIG` if there is no such program or it fails.
 *   Its output is never shown: it may hold the secret.
 * @see https://github.com/docker/docker-credential-helpers
 */
export async function askHelper(name: string, server: string, env: Environment): Promise<Credential | undefined> {
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    throw new OciError('INVALID_CONFIG', `'${name}' is not the name of a credential helper`);
  }
  const program = `docker-credential-${name}`;
  const { code, output } = await run(program, server, env);
  if (code !== 0) {
    if (NOT_FOUND.test(output)) {
      return undefined;
    }
    throw new OciError('INVALID_CONFIG', `${program} failed for '${server}' with exit code ${code}, run '${program} get' to see why`);
  }
  return parseOutput(program, output);
}

function parseOutput(program: string, output: string): Credential | undefined {
  const answer = parseJsonObject(output);
  if (typeof answer?.Secret !== 'string' || typeof answer.Username !== 'string') {
    throw new OciError('INVALID_CONFIG', `${program} did not print a credential, expected JSON with Username and Secret`);
  }
  if (answer.Secret === '') {
    return undefined;
  }
  return answer.Username === TOKEN_USERNAME
    ? { refreshToken: answer.Secret }
    : { username: answer.Username, password: answer.Secret };
}

async function run(program: string, input: string, env: Environment): Promise<{ code: number | string; output: string }> {
  // most never need it, and it takes a tenth of the agent's start
  const { spawn } = await import('child_process');
  return new Promise((resolve, reject) => {
    // Not by the option timeout, whose timer outlives a program that cannot be started.
    const signal = AbortSignal.timeout(HELPER_TIMEOUT);
    const child = spawn(program, ['get'], { env, stdio: ['pipe', 'pipe', 'ignore'], signal });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > MAX_OUTPUT) {
        child.kill();
      }
    });
    child.once('error', (error) => {
      reject(new OciError('INVALID_CONFIG', signal.aborted
        ? `${program} did not answer within ${seconds(HELPER_TIMEOUT)}`
        : `${program} cannot be started, install it or remove it from the docker config`, { cause: error }));
    });
    child.once('close', (code, killer) => resolve({ code: code ?? killer ?? 'unknown', output }));
    // A helper that does not read its input still may answer.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
