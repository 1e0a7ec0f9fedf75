import { formatBytes, shortDigest } from '../agent/artifact-log';
import type { StoredTree } from './artifact-tree';
import { table } from './table';

const RUNS: { readonly [kind: string]: string | undefined } = { pipelinerun: 'PipelineRun', taskrun: 'TaskRun' };

/** Draws a tree: a line for each, in columns. */
export function drawTree(tree: StoredTree): string {
  return table(rowsOf(tree, '', ''));
}

function rowsOf(node: StoredTree, first: string, rest: string): string[][] {
  const below = node.children.flatMap((child, at) => {
    const isLast = at === node.children.length - 1;
    return rowsOf(child, `${rest}${isLast ? '└── ' : '├── '}`, `${rest}${isLast ? '    ' : '│   '}`);
  });
  return [cellsOf(node, first), ...below];
}

function cellsOf({ kind, name, size, mediaType, digest }: StoredTree, branch: string): string[] {
  const run = RUNS[kind];
  if (run !== undefined) return [`${branch}${run} ${name}`, '', '', ''];
  return [`${branch}${name || mediaType}`, formatBytes(size).padStart(9), shortDigest(digest), name ? mediaType : ''];
}
