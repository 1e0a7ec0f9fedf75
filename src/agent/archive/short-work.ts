import { readdirSync, statSync } from 'fs';
import { join } from 'path';

/** Archives up to this size are made and extracted in the thread that asks for it: to start another takes longer. */
const SHORT_BYTES = 256 * 1024;

/** As many entries make so much archive by their headers alone. */
const SHORT_ENTRIES = SHORT_BYTES / 1024;

/** Whether a directory makes a short archive. What cannot be looked at does not: packing it says why. */
export function isShortTree(directory: string): boolean {
  const left = { bytes: SHORT_BYTES, entries: SHORT_ENTRIES };
  try {
    return fits(directory, left);
  } catch {
    return false;
  }
}

function fits(directory: string, left: { bytes: number; entries: number }): boolean {
  return readdirSync(directory, { withFileTypes: true }).every(entry => {
    left.entries--;
    if (left.entries < 0) {
      return false;
    }
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      return fits(path, left);
    }
    left.bytes -= entry.isFile() ? statSync(path).size : 0;
    return left.bytes >= 0;
  });
}

/** An archive that comes, and whether it is short. */
export interface Beginning {
  /** All of it. */
  readonly archive: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly isShort: boolean;
}

/** Takes in as much of an archive as shows whether it is short. */
export async function beginningOf(archive: AsyncGenerator<Uint8Array>): Promise<Beginning> {
  const head: Uint8Array[] = [];
  for (let size = 0; size <= SHORT_BYTES;) {
    const next = await archive.next();
    if (next.done === true) {
      return { archive: head, isShort: true };
    }
    head.push(next.value);
    size += next.value.length;
  }
  return { archive: joined(head, archive), isShort: false };
}

async function* joined(head: readonly Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* head;
  yield* rest;
}
