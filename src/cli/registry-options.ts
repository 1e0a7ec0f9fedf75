import { readFile } from 'node:fs/promises';
import { registryWarnings } from '../agent/registry-warnings';
import type { OciClientOptions } from '../oci-client';
import { type Terminal, UsageError } from './command';

/** The options by which registries are reached. */
export const REGISTRY_OPTIONS = {
  'plain-http': { type: 'boolean' },
  'ca-file': { type: 'string' },
} as const;

/** How a person wants to reach registries. */
export interface RegistryChoice {
  readonly 'plain-http'?: boolean;
  readonly 'ca-file'?: string;
}

/** What a client of registries is made with: their warnings go to standard error. @throws UsageError for an authority that cannot be read */
export async function registryOptions(choice: RegistryChoice, { environment: env, stderr }: Terminal): Promise<OciClientOptions> {
  const authority = choice['ca-file'];
  const ca = authority === undefined ? undefined : await readFile(authority, 'utf8').catch(() => {
    throw new UsageError(`--ca-file '${authority}' cannot be read`);
  });
  // Who names an authority means https, of this machine too.
  const plainHttp = choice['plain-http'] ?? (ca === undefined ? undefined : false);
  return { env, plainHttp, ca, onWarning: registryWarnings((line) => void stderr.write(`${line}\n`)) };
}
