import { fileURLToPath } from 'node:url';
import { isLayoutUri } from '../agent/stores/directory';
import { isDigest } from '../contract/digest';
import { OciError, Reference } from '../oci-client';
import type { StoreChoice } from './artifact-store';
import { UsageError } from './command';
import { isObjectUri } from './open-objects';

/** What a person named: a store, and something in it. */
export interface Target {
  readonly choice: StoreChoice;
  readonly name: string;
}

/**
 * Reads an operand: a name in the chosen store, or a whole reference that brings its store along,
 * `registry.example.com/ci/artifacts:ci.run-1`, `oci:registry.example.com/ci/artifacts@sha256:...` or `s3://bucket@sha256:...`.
 *
 * @throws UsageError for a whole reference beside a store, or one that is malformed
 */
export function targetOf(choice: StoreChoice, operand: string): Target {
  if (isObjectUri(operand) || isLayoutUri(operand)) return inStore(choice, operand);
  if (operand.startsWith('pvc:')) throw new UsageError(`'${operand}' is on a claim, which is only to be seen in its cluster`);
  if (!operand.includes('/')) return { choice, name: operand };
  const { repository, name } = split(operand.replace(/^oci:(?:\/\/)?/, ''));
  if (choice.store !== undefined || (choice.repository !== undefined && choice.repository !== repository)) {
    throw new UsageError(`'${operand}' names its repository, leave out --store and --repository or give only a tag or digest`);
  }
  return { choice: { ...choice, repository }, name };
}

/** What `artifact put` prints, and results hold: the uri of a store and a digest. */
function inStore(choice: StoreChoice, operand: string): Target {
  const at = operand.lastIndexOf('@');
  const [uri, name] = [operand.slice(0, at), operand.slice(at + 1)];
  if (at < 0 || !isDigest(name)) throw new UsageError(`'${operand}' is no reference, expected the uri of a store and '@sha256:<64 hex digits>' behind it`);
  const store = isLayoutUri(uri) ? fileURLToPath(uri.replace(/^[^:]*:/, 'file://')) : uri;
  if (choice.repository !== undefined || (choice.store !== undefined && choice.store !== store)) {
    throw new UsageError(`'${operand}' names its store, leave out --store and --repository or give only the digest`);
  }
  return { choice: { ...choice, store }, name };
}

function split(operand: string): { readonly repository: string; readonly name: string } {
  try {
    const reference = Reference.parse(operand);
    const name = reference.digest ?? reference.tag;
    if (name === undefined) throw new UsageError(`'${operand}' names a repository, expected ':<tag>' or '@<digest>' behind it`);
    return { repository: reference.name, name };
  } catch (error) {
    if (error instanceof OciError) throw new UsageError(error.message);
    throw error;
  }
}
