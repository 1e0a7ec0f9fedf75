import { readdirSync } from 'fs';
import { join } from 'path';
import { App, YamlOutputType } from 'cdk8s';

/** The folders of the golden cases: each has a `main.ts` that exports `build(app)`, and the `expected.yaml` of it. */
export const CASES = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();

/** A case's program. */
interface Program { build(app: App): void }

/** The whole manifest of a case, charts in the order of their dependencies. */
export function manifestOf(name: string): string {
  const program = jest.requireActual<Program>(join(__dirname, name, 'main.ts'));
  const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_APP });
  program.build(app);
  return withoutAgent(app.synthYaml());
}

/** An empty gzip, so that the file stays a valid ConfigMap. */
const EMPTY_GZIP = 'H4sIAAAAAAAAAwMAAAAAAAAAAAA=';

/** The agent changes with every build of it; what a case says does not. */
function withoutAgent(manifest: string): string {
  return manifest
    .replace(/artifact-agent-[0-9a-f]{12}/g, 'artifact-agent-000000000000')
    .replace(/"sha256":"[0-9a-f]{64}"/g, `"sha256":"${'0'.repeat(64)}"`)
    .replace(/^( +agent\.js\.gz: )(?:>-?\n)?[\sA-Za-z0-9+/=]*?(?=\n(?! *[A-Za-z0-9+/=]+$)|$)/gm, `$1${EMPTY_GZIP}`);
}
