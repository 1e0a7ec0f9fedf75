import { join } from 'path';
import { measure, median, type Command } from './measure';

/** Seconds of what no way can do without, each alone: the parts that a transfer is made of. */
export async function limits(tree: string, scratch: string): Promise<string> {
  const at = (name: string) => `'${join(scratch, name)}'`;
  const parts: readonly (readonly [string, Command['script']])[] = [
    ['read the tree into a tar stream (GNU tar)', `tar -C '${tree}' -cf - . | cat > ${at('data.tar')}`],
    ['SHA-256 of that stream', `sha256sum ${at('data.tar')}`],
    ['gzip -4 of it, one core', `gzip -4 --keep --force ${at('data.tar')}`],
    ['SHA-256 of the archive', `sha256sum ${at('data.tar.gz')}`],
    ['write the archive to disk', `cat ${at('data.tar.gz')} > ${at('copy')}; rm ${at('copy')}`],
    ['gunzip it', `gunzip --stdout ${at('data.tar.gz')} > /dev/null`],
    ['extract it unverified (GNU tar)', `mkdir ${at('out')}; tar -C ${at('out')} -xzf ${at('data.tar.gz')}`],
  ];
  const lines = ['| part | seconds |', '|---|---|'];
  for (const [name, script] of parts) {
    const seconds: number[] = [];
    for (let round = 0; round < 3; round++) {
      seconds.push((await measure({ script }, scratch)).wall);
      await measure({ script: `rm -rf ${at('out')}` }, scratch);
    }
    lines.push(`| ${name} | ${median(seconds).toFixed(2)} |`);
  }
  await measure({ script: `rm -f ${at('data.tar')} ${at('data.tar.gz')}` }, scratch);
  return lines.join('\n');
}
