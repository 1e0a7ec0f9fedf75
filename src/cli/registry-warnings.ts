import type { RegistryWarning } from '../oci-client';
import type { Output } from './command';

/** Passes on what registries warn of. */
export function registryWarnings(stderr: Output): (warning: RegistryWarning) => void {
  return ({ registry, text }) => void stderr.write(`warning: ${registry} says: ${text}\n`);
}
