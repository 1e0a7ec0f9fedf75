import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The folder of a template. */
export const templateFolder = (template: string) => join(ROOT, 'templates', template);

/** Runs a file of a template as its users do, with this package in the place of the installed one. */
export function tsx(template: string, args: readonly string[], env: { readonly [name: string]: string } = {}): string {
  return execFileSync(process.execPath, ['--import', 'tsx', ...args], {
    cwd: templateFolder(template),
    encoding: 'utf8',
    stdio: 'pipe',
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TSX_TSCONFIG_PATH: join(ROOT, 'test', 'tsconfig.json'),
      CDK8S_TEKTON: join(ROOT, 'bin', 'cdk8s-tekton'),
      ...env,
    },
  });
}
