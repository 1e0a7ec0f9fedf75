import { createTwoFilesPatch } from 'diff';

/** What changes in a file, as `diff -u` writes it and `patch -p0` takes it. */
export function differences(file: string, before: string, after: string): string {
  return createTwoFilesPatch(file, file, before, after, undefined, undefined, { context: 3 });
}
