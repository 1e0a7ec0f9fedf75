import type { IConstruct } from 'constructs';

/** The path by which messages name a construct: `ci/build`, without the App. */
export function pathOf(construct: IConstruct): string {
  return construct.node.path || construct.node.id || 'the app';
}
