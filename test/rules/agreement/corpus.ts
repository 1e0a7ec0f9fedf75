import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The directory of Tekton's examples, as the Go module cache has them. */
export function officialExamples(): string {
  return execFileSync(join(__dirname, '..', '..', 'conformance', 'check'), ['--examples'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

/** The last examples in v1beta1 that Tekton had. */
export function oldExamples(): string {
  return execFileSync(join(__dirname, '..', '..', 'conformance', 'check'), ['--old-examples'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

/** The commit of a checkout, as far as it is one. */
export function commitOf(directory: string): string {
  try {
    return execFileSync('git', ['-C', directory, 'rev-parse', '--short=10', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'no git checkout';
  }
}

/** All YAML files below a directory, in the order of the oracle. */
export function yamlFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1)).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === '.git' ? [] : yamlFiles(path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}
