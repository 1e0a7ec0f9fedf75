import { readFile } from 'fs/promises';
import { AgentError, messageOf, systemCodeOf } from '../errors';

type Environment = { readonly [name: string]: string | undefined };

/** How Tasks of Konflux say how to reach registries, by env. */
export interface RegistryEnvironment {
  /** `AUTHFILE`: a docker config file that is read instead of the usual ones. */
  readonly authFile?: string;
  /** `CA_FILE`, PEM text: trusted besides the system's. */
  readonly ca?: string;
  /** `ORAS_OPTIONS=--plain-http`. */
  readonly plainHttp: boolean;
}

/** Options that say nothing about the registry. */
const HARMLESS = /^(?:--debug|-d|--verbose|-v|--no-tty)$/;

/**
 * Reads `AUTHFILE`, `CA_FILE` and `ORAS_OPTIONS`.
 *
 * @throws AgentError `CONFIG_INVALID` for an option of oras that has no meaning here
 */
export async function registryEnvironment(env: Environment): Promise<RegistryEnvironment> {
  const { plainHttp, caFile = env.CA_FILE } = orasOptions(env.ORAS_OPTIONS ?? '');
  const ca = caFile ? await readAuthority(caFile) : undefined;
  return { authFile: env.AUTHFILE || undefined, ca, plainHttp };
}

function orasOptions(text: string): { readonly plainHttp: boolean; readonly caFile?: string } {
  const words = text.split(' ').filter((word) => word !== '');
  let plainHttp = false;
  let caFile: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const [option, value] = (words[at] ?? '').split(/=(.*)/s);
    if (option === '--plain-http') plainHttp = value !== 'false';
    else if (option === '--ca-file') caFile = value ?? words[at += 1];
    else if (!HARMLESS.test(option ?? '')) throw new AgentError('CONFIG_INVALID', optionProblem(option ?? ''));
  }
  return { plainHttp, caFile };
}

function optionProblem(option: string): string {
  return option === '--insecure'
    ? 'ORAS_OPTIONS has --insecure and certificates are always checked here: name the authority of the registry by CA_FILE'
    : `ORAS_OPTIONS has '${option}', expected --plain-http or --ca-file`;
}

/** Their Tasks set CA_FILE also where there is no such file: then the system's authorities have to do. */
async function readAuthority(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return text.trim() === '' ? undefined : text;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return undefined;
    throw new AgentError('CONFIG_INVALID', `cannot read CA_FILE '${path}': ${messageOf(error)}`, { cause: error });
  }
}
