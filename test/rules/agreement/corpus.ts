import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The directory of Tekton's examples, as the Go module cache has them. */
export function officialExamples(): string {
  return execFileSync(join(__dirname, '..', '..', 'conformance', 'check'), ['--examples'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

/** All YAML files below a directory, in the order of the oracle. */
export function yamlFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1)).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return yamlFiles(path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}
