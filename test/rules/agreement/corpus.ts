import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The directory of Tekton's examples, as the Go module cache has them. */
export function officialExamples(): string {
  const module = execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', 'github.com/tektoncd/pipeline'], {
    cwd: join(__dirname, '..', '..', 'conformance'), encoding: 'utf8', env: { ...process.env, GOFLAGS: '-mod=mod' },
  });
  return join(module.trim(), 'examples', 'v1');
}

/** All YAML files below a directory, in the order of the oracle. */
export function yamlFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1)).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return yamlFiles(path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}
