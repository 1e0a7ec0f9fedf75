// The directories that benches work on: generated, the same on every machine.
import { createCipheriv } from 'crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'fs';
import { join } from 'path';

export const trees: { readonly [name in 'source' | 'random' | 'many' | 'small']: (directory: string) => void } = {
  /** 18,000 files, 315 MB, compresses about 4 times: like a source tree with its dependencies. */
  source: (directory) => {
    const words = Array.from({ length: 4000 }, (_, i) => ` ${(i * 2654435761 >>> 0).toString(36)}`);
    let seed = 1;
    const random = () => (seed = seed * 48271 % 0x7fffffff) / 0x7fffffff;
    for (let i = 0; i < 18_000; i++) {
      const folder = join(directory, `package-${i % 300}`, `lib-${i % 7}`);
      mkdirSync(folder, { recursive: true });
      let text = '';
      for (const size = 35_000 * random(); text.length < size;) {
        text += `${words[Math.floor(words.length * random() ** 3)]}${random() < 0.1 ? '\n' : ''}`;
      }
      writeFileSync(join(folder, `module-${i}.js`), text);
    }
  },
  /** One file of 1 GiB that does not compress. */
  random: (directory) => {
    const fd = openSync(join(directory, 'random.bin'), 'w');
    const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
    for (let i = 0; i < 1024; i++) {
      writeSync(fd, cipher.update(Buffer.alloc(1024 * 1024)));
    }
    closeSync(fd);
  },
  /** 100,000 files of 1 KiB. */
  many: (directory) => {
    for (let i = 0; i < 100_000; i++) {
      if (i % 1000 === 0) mkdirSync(join(directory, `d${i / 1000}`));
      writeFileSync(join(directory, `d${Math.floor(i / 1000)}`, `f${i}`), `${i} `.repeat(200).slice(0, 1024));
    }
  },
  /** One file of 1 KiB. */
  small: (directory) => writeFileSync(join(directory, 'file'), 'one line of many\n'.repeat(61).slice(0, 1024)),
};
