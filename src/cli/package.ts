import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The directory of this package: the same from src/cli and from lib/cli. */
export const PACKAGE_ROOT = join(__dirname, '..', '..');

/** The version of this package. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** How a project depends on this package. */
export interface PackageDependency {
  /** What stands in its package.json. */
  readonly version: string;
  /** What stands in its .npmrc, '' for none. */
  readonly npmrc: string;
  /** What must be done in a checkout before it can be installed, '' for nothing. */
  readonly before: string;
}

/** A release is named by its version; a checkout is copied, since a link would bring types of cdk8s of its own. */
export function packageDependency(): PackageDependency {
  const isCheckout = existsSync(join(PACKAGE_ROOT, '.projenrc.ts'));
  if (!isCheckout) return { version: `^${packageVersion()}`, npmrc: '', before: '' };
  const isBuilt = existsSync(join(PACKAGE_ROOT, 'lib', 'index.js'));
  return { version: `file:${PACKAGE_ROOT}`, npmrc: 'install-links=true\n', before: isBuilt ? '' : `(cd ${PACKAGE_ROOT} && npx projen compile)` };
}
