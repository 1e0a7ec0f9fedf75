import type { RegistryWarning } from '../oci-client';

/** Passes on what registries warn of, a line each. */
export function registryWarnings(print: (line: string) => void): (warning: RegistryWarning) => void {
  return ({ registry, text }) => print(`warning: ${registry} says: ${text}`);
}
