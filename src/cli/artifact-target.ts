import { OciError, Reference } from '../oci-client';
import type { StoreChoice } from './artifact-store';
import { UsageError } from './command';

/** What a person named: a store, and something in it. */
export interface Target {
  readonly choice: StoreChoice;
  readonly name: string;
}

/**
 * Reads an operand: a name in the chosen store, or a whole reference that brings its repository along,
 * `registry.example.com/ci/artifacts:ci.run-1` or `oci:registry.example.com/ci/artifacts@sha256:...`.
 *
 * @throws UsageError for a whole reference beside a store, or one that is malformed
 */
export function targetOf(choice: StoreChoice, operand: string): Target {
  if (!operand.includes('/')) return { choice, name: operand };
  const { repository, name } = split(operand.replace(/^oci:(?:\/\/)?/, ''));
  if (choice.store !== undefined || (choice.repository !== undefined && choice.repository !== repository)) {
    throw new UsageError(`'${operand}' names its repository, leave out --store and --repository or give only a tag or digest`);
  }
  return { choice: { ...choice, repository }, name };
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
