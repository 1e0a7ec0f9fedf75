import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What Tekton puts before a script without `#!`. */
const PREAMBLE = '#!/bin/sh\nset -e\n';

/** The text of a script file. Source: `placeScriptInContainer` in pkg/pod/script.go. */
export function scriptText(script: string): string {
  return script.trim().startsWith('#!') ? script : PREAMBLE + script;
}

/**
 * Writes an executable script.
 *
 * At once, not in the background: a file that a process started meanwhile has open for writing cannot be executed.
 */
export function writeScript(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o755 });
}
