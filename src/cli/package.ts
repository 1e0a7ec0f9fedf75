import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The directory of this package: the same from src/cli and from lib/cli. */
export const PACKAGE_ROOT = join(__dirname, '..', '..');

/** The version of this package. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** What a project writes into its package.json to depend on this package: a checkout is linked, a release is named. */
export function packageDependency(): string {
  const isCheckout = existsSync(join(PACKAGE_ROOT, '.projenrc.ts'));
  return isCheckout ? `file:${PACKAGE_ROOT}` : `^${packageVersion()}`;
}
