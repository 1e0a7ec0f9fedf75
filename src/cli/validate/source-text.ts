import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { decodeText } from './decode-text';

/** A text to check, by the name that findings show. */
export interface SourceText {
  readonly file: string;
  /** Empty where there is a problem. */
  readonly text: string;
  /** Why the content is no text, such as `the file is binary`. */
  readonly problem?: string;
}

/** What there is to check. */
export interface Sources {
  readonly texts: readonly SourceText[];
  /** What belongs to it, and is not checked, with the reason: `prod/patch.yaml (a change of prod/kustomization.yaml)`. */
  readonly notChecked: readonly string[];
  /** Why files and folders cannot be read, in full sentences. */
  readonly unreadable: readonly string[];
}

/** Reads a file, and names it from where the command runs, unless it is somewhere else altogether. */
export function readSource(path: string): SourceText {
  const file = relative(process.cwd(), path);
  return { file: isAbsolute(path) && file.startsWith('..') ? path : file, ...decodeText(readFileSync(path)) };
}
