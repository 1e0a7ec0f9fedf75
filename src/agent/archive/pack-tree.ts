import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Dirent } from 'fs';
import { AgentError } from '../errors';
import { BlockWriter } from './block-writer';
import { DirectoryHandle } from './directory-handle';
import { DEFAULT_LIMITS, symlinkCost } from './limits';
import { quoteName } from './quote-name';
import { changedWhileRead, isUnchanged, missing, readFailure, wrongKind } from './read-failure';
import { READ_FLAGS } from './read-flags';
import { TAR_BLOCK, TarType, paddingOf } from './tar-format';
import { encodeTarHeader, type TarHeader } from './tar-header';

/** The end of an archive: two blocks of zeros, and no padding to GNU tar's records of 20. */
const TRAILER_BYTES = 2 * TAR_BLOCK;

const NOTHING = Buffer.alloc(0);
const SLASH = Buffer.from('/');

/** What was packed. */
export interface PackTreeStats {
  readonly entries: number;
  /** What its symbolic links cost those who extract it. */
  readonly symlinkBytes: number;
  /** Size of the archive in bytes. */
  readonly size: number;
}

/**
 * Writes the archive of a directory's content, always the same for the same content.
 *
 * - Entries are in the order of their full names as bytes, where a directory's
 *   name ends with a slash (the order of git's trees): each parent comes first.
 * - Owner 0:0, one time for all, 0755 for directories and for files that anyone
 *   may execute, else 0644.
 * - Symbolic links are kept literally. Each hard link is a file of its own: the
 *   same content is the same archive, whether or not the disk shares it.
 *
 * The directory itself may not be a symbolic link. It is walked by handles, so
 * that a step cannot make the agent follow a link to its own credentials.
 *
 * @throws an AgentError `OUTPUT_UNREADABLE` or `OUTPUT_INVALID` that names the file.
 */
export function packTree(directory: string, mtime: number, emit: (block: Buffer) => void): PackTreeStats {
  const writer = new BlockWriter(emit);
  const packer = new TreePacker(writer, mtime);
  packer.packRoot(directory);
  writer.writeZeros(TRAILER_BYTES);
  writer.end();
  const { entries, symlinkBytes } = packer;
  return { entries, symlinkBytes, size: writer.length };
}

class TreePacker {
  public entries = 0;
  public symlinkBytes = 0;

  constructor(private readonly writer: BlockWriter, private readonly mtime: number) {}

  public packRoot(directory: string): void {
    assertDirectory(directory);
    const root = attempt(directory, directory, () => DirectoryHandle.open(directory));
    try {
      this.packDirectory(root, NOTHING, directory, 0);
    } finally {
      root.close();
    }
  }

  /**
   * @param prefix of the names of what is in the directory: empty, or ending with a slash.
   * @param shown name of the directory in messages.
   */
  private packDirectory(handle: DirectoryHandle, prefix: Buffer, shown: Buffer | string, depth: number): void {
    const before = handle.stat();
    for (const child of listSorted(handle, shown)) {
      this.packChild(handle, child, prefix, depth);
    }
    if (!isUnchanged(before, handle.stat())) {
      throw changedWhileRead(shown);
    }
  }

  private packChild(parent: DirectoryHandle, child: Dirent<Buffer>, prefix: Buffer, depth: number): void {
    const path = parent.path(child.name);
    const name = Buffer.concat([prefix, child.name]);
    if (depth >= DEFAULT_LIMITS.depth || name.length >= DEFAULT_LIMITS.nameLength) {
      throw new AgentError('OUTPUT_INVALID', `${quoteName(name)} lies deeper than ${DEFAULT_LIMITS.depth} names or has more than ` +
        `${DEFAULT_LIMITS.nameLength - 1} bytes in its path, pack it into a file first`);
    }
    if (child.isFile()) {
      this.packFile(path, name);
    } else if (child.isDirectory()) {
      this.packSubdirectory(path, name, depth);
    } else if (child.isSymbolicLink()) {
      const linkName = attempt(path, name, () => readlinkSync(path, { encoding: 'buffer' }));
      this.symlinkBytes += symlinkCost(name, linkName);
      this.header({ name, type: TarType.SYMLINK, mode: 0o777, size: 0, linkName });
    } else {
      throw new AgentError('OUTPUT_INVALID',
        `cannot pack ${quoteName(name)}, it is a ${kindOf(child)}: only files, directories and symbolic links can be stored, remove it`);
    }
  }

  private packSubdirectory(path: Buffer, name: Buffer, depth: number): void {
    const prefix = Buffer.concat([name, SLASH]);
    this.header({ name: prefix, type: TarType.DIRECTORY, mode: 0o755, size: 0 });
    const handle = attempt(path, name, () => DirectoryHandle.open(path));
    try {
      this.packDirectory(handle, prefix, name, depth + 1);
    } finally {
      handle.close();
    }
  }

  private packFile(path: Buffer, name: Buffer): void {
    const fd = attempt(path, name, () => openSync(path, READ_FLAGS));
    try {
      const before = fstatSync(fd);
      if (!before.isFile()) {
        throw changedWhileRead(name);
      }
      this.header({ name, type: TarType.FILE, mode: (before.mode & 0o111) === 0 ? 0o644 : 0o755, size: before.size });
      this.content(fd, name, before.size);
      if (!isUnchanged(before, fstatSync(fd))) {
        throw changedWhileRead(name);
      }
    } catch (error) {
      throw readFailure(path, name, error);
    } finally {
      closeSync(fd);
    }
  }

  private content(fd: number, name: Buffer, size: number): void {
    for (let left = size; left > 0;) {
      const room = this.writer.room();
      const count = readSync(fd, room, 0, Math.min(room.length, left), null);
      if (count === 0) {
        throw changedWhileRead(name);
      }
      this.writer.advance(count);
      left -= count;
    }
    this.writer.writeZeros(paddingOf(size));
  }

  private header(header: TarHeader): void {
    this.writer.write(encodeTarHeader(header, this.mtime));
    this.entries++;
  }
}

function assertDirectory(directory: string): void {
  const stats = attempt(directory, directory, () => lstatSync(directory, { throwIfNoEntry: false }));
  if (stats === undefined) {
    throw missing(directory);
  }
  if (!stats.isDirectory()) {
    throw wrongKind(directory, stats, 'directory');
  }
}

function listSorted(handle: DirectoryHandle, shown: Buffer | string): Dirent<Buffer>[] {
  const path = handle.path(NOTHING);
  const children = attempt(path, shown, () => readdirSync(path, { encoding: 'buffer', withFileTypes: true }));
  // latin1 text compares as its bytes do, and much faster than buffers
  return children
    .map(child => ({ child, key: child.name.toString('latin1') + (child.isDirectory() ? '/' : '') }))
    .sort((a, b) => a.key < b.key ? -1 : 1)
    .map(({ child }) => child);
}

function attempt<T>(path: Buffer | string, name: Buffer | string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw readFailure(path, name, error);
  }
}

function kindOf(entry: Dirent<Buffer>): string {
  return entry.isFIFO() ? 'named pipe'
    : entry.isSocket() ? 'socket'
      : entry.isBlockDevice() || entry.isCharacterDevice() ? 'device' : 'file of an unknown type';
}
