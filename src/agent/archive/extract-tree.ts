import { AgentError } from '../errors';
import { entryPath, joinPath } from './entry-path';
import { symlinkCost, type ArchiveLimits } from './limits';
import type { Modes } from './modes';
import { quoteName } from './quote-name';
import { assertSymlinksAllowed, type SymlinkPolicy } from './symlink-policy';
import { TarReader, type TarEntry } from './tar-reader';
import { TreeWriter } from './tree-writer';

/** What was extracted. */
export interface ExtractTreeStats {
  /** Entries of the archive, whatever their type. */
  readonly entries: number;
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
  readonly hardLinks: number;
  /** Bytes of all files together. */
  readonly bytes: number;
}

/**
 * Extracts an archive into an empty directory that nobody else can reach yet.
 *
 * Symbolic links are created when all else is there, so nothing can be written
 * through one, and an entry below or in place of one fails.
 *
 * @param receive returns the next block of the archive, undefined at its end.
 * @throws an AgentError that names the entry. Then the directory holds a part of the archive.
 */
export function extractTree(
  root: string,
  policy: SymlinkPolicy,
  limits: ArchiveLimits,
  receive: () => Uint8Array | undefined,
  modes?: Modes,
): ExtractTreeStats {
  const writer = new TreeWriter(root, limits.entries, modes);
  try {
    return new TreeExtractor(new TarReader(receive, limits), writer, limits).extract(policy);
  } finally {
    writer.close();
  }
}

class TreeExtractor {
  /** Targets of symbolic links, by their joined paths. */
  private readonly pending = new Map<string, string>();
  private symlinkBytes = 0;
  private files = 0;
  private directories = 0;
  private hardLinks = 0;
  private bytes = 0;

  constructor(private readonly reader: TarReader, private readonly writer: TreeWriter, private readonly limits: ArchiveLimits) {}

  public extract(policy: SymlinkPolicy): ExtractTreeStats {
    let entries = 0;
    for (let entry = this.reader.next(); entry !== undefined; entry = this.reader.next()) {
      if (++entries > this.limits.entries) {
        throw new AgentError('LIMIT_EXCEEDED', `the archive has more than ${this.limits.entries} entries`);
      }
      this.create(entry, entryPath(entry.name, this.limits));
    }
    this.createSymlinks(policy);
    const { files, directories, hardLinks, bytes } = this;
    return { entries, files, directories, symlinks: this.pending.size, hardLinks, bytes };
  }

  private create(entry: TarEntry, path: readonly string[]): void {
    if (path.length === 0 && entry.type !== 'directory') {
      throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(entry.name)} is a ${entry.type} in place of the artifact's directory`);
    }
    switch (entry.type) {
      case 'directory':
        this.writer.directory(path);
        this.directories++;
        break;
      case 'file':
        this.createFile(entry, path);
        break;
      case 'hard link':
        this.createHardLink(entry, path);
        break;
      case 'symlink':
        this.defer(path, entry.linkName.toString('latin1'), entry);
        break;
    }
  }

  private createFile(entry: TarEntry, path: readonly string[]): void {
    const written = this.writer.file(path, (entry.mode & 0o111) !== 0, () => this.reader.content());
    if (written !== entry.size) {
      throw new AgentError('INTERNAL', `wrote ${written} of the ${entry.size} bytes of ${quoteName(entry.name)}`);
    }
    this.files++;
    this.bytes += written;
  }

  private createHardLink(entry: TarEntry, path: readonly string[]): void {
    const target = entryPath(entry.linkName, this.limits);
    if (target.length === 0) {
      throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(entry.name)} is a hard link to the artifact's directory, expected one to a file`);
    }
    const symlink = this.pending.get(joinPath(target));
    if (symlink !== undefined) {
      // GNU tar stores the second of two names of one symbolic link in this way
      this.defer(path, symlink, entry);
      return;
    }
    this.writer.hardLink(path, target);
    this.hardLinks++;
  }

  private defer(path: readonly string[], target: string, entry: TarEntry): void {
    const key = joinPath(path);
    if (target === '' || target.includes('\0')) {
      throw new AgentError('ARCHIVE_INVALID', `symbolic link ${quoteName(entry.name)} has no target, or one with a NUL`);
    }
    if (this.pending.has(key)) {
      throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(entry.name)} is in the archive twice`);
    }
    this.symlinkBytes += symlinkCost(key, target);
    if (this.symlinkBytes > this.limits.symlinkBytes) {
      throw new AgentError('LIMIT_EXCEEDED', `the symbolic links of the archive have too many or too long names, the limit is ${this.limits.symlinkBytes} bytes`);
    }
    this.pending.set(key, target);
  }

  private createSymlinks(policy: SymlinkPolicy): void {
    assertSymlinksAllowed(this.pending, policy);
    for (const key of this.pending.keys()) {
      this.assertNotBelowLink(key);
    }
    for (const [key, target] of this.pending) {
      this.writer.symlink(key.split('/'), target);
    }
  }

  /** A link below a link: creating them in this order could go through the first. */
  private assertNotBelowLink(key: string): void {
    for (let slash = key.indexOf('/'); slash > 0; slash = key.indexOf('/', slash + 1)) {
      if (this.pending.has(key.slice(0, slash))) {
        throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(Buffer.from(key, 'latin1'))} lies below a symbolic link`);
      }
    }
  }
}
