import { closeSync, constants, fchmodSync, fdatasyncSync, linkSync, lstatSync, mkdirSync, openSync, rmdirSync, symlinkSync, writeSync, type Stats } from 'fs';
import { AgentError, systemCodeOf, writeFailure } from '../errors';
import { DirectoryHandle } from './directory-handle';
import { joinPath } from './entry-path';
import { SYNC_BYTES } from './file-appender';
import type { Modes } from './modes';
import { quoteName } from './quote-name';

const CREATE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

const HERE = Buffer.from('.');

/** Codes of system calls that fail because of what the archive asks for. */
const ARCHIVE_FAULTS = new Map([
  ['EEXIST', 'is in the archive twice, or differs from another entry only in a way the file system does not tell apart'],
  ['ENOTDIR', 'needs a directory where the archive has another entry'],
  ['ELOOP', 'needs a directory where there is a symbolic link'],
  ['ENAMETOOLONG', 'has a name that is too long for the file system'],
  ['EMLINK', 'is one hard link more to a file than the file system takes'],
  ['EILSEQ', 'has a name that the file system does not take'],
]);

/**
 * Creates files below a directory that nobody else can reach yet.
 *
 * Every name is created by a handle of its parent directory, and only where
 * nothing exists. Modes are 0777 for directories and executable files, else
 * 0666: for any user, since steps run as different ones, or less what the umask
 * says. Nothing of set-user-id, set-group-id or sticky survives.
 *
 * @throws an AgentError `ARCHIVE_INVALID`, `DISK_FULL` or `INTERNAL` that names the entry.
 */
export class TreeWriter {
  private created = 0;
  private readonly names: string[] = [];
  private readonly handles: DirectoryHandle[];
  /** Bits that the umask, or a default ACL of the volume, takes from what is created, and that must be set after it. */
  private readonly missing: number;

  /**
   * @param root an empty directory.
   * @param most files, links and directories: a single name can bring hundreds of the latter along.
   * @param modes what others may do
   */
  constructor(root: string, private readonly most: number, modes: Modes = 'everyone') {
    const handle = DirectoryHandle.open(root);
    this.handles = [handle];
    const masked = maskOf(handle);
    this.missing = modes === 'everyone' ? masked : 0;
    handle.chmod(0o777 & ~masked | this.missing);
  }

  public directory(path: readonly string[]): void {
    this.creating(path, () => this.enter(path));
  }

  /** Returns the bytes written. */
  public file(path: readonly string[], executable: boolean, content: () => Uint8Array | undefined): number {
    return this.creating(path, () => {
      const mode = executable ? 0o777 : 0o666;
      const fd = openSync(this.place(path), CREATE_FLAGS, mode);
      try {
        if ((this.missing & mode) !== 0) {
          fchmodSync(fd, mode);
        }
        return writeContent(fd, content);
      } finally {
        closeSync(fd);
      }
    });
  }

  /** @param target a file that was written before, from the top as `path` is. */
  public hardLink(path: readonly string[], target: readonly string[]): void {
    this.creating(path, () => {
      // a handle of its own, since entering another directory closes those on the way
      const source = this.enter(target.slice(0, -1)).openDirectory(HERE);
      try {
        const existing = source.path(Buffer.from(target[target.length - 1], 'latin1'));
        assertFile(existing, path, target);
        linkSync(existing, this.place(path));
      } finally {
        source.close();
      }
    });
  }

  public symlink(path: readonly string[], target: string): void {
    this.creating(path, () => symlinkSync(Buffer.from(target, 'latin1'), this.place(path)));
  }

  public close(): void {
    this.leaveTo(-1);
  }

  /** The path of an entry to be made by the handle of its parent, which is created where it is missing. */
  private place(path: readonly string[]): Buffer {
    const parent = this.enter(path.slice(0, -1));
    this.count();
    return parent.path(Buffer.from(path[path.length - 1], 'latin1'));
  }

  private enter(path: readonly string[]): DirectoryHandle {
    let common = 0;
    while (common < this.names.length && this.names[common] === path[common]) {
      common++;
    }
    this.leaveTo(common);
    for (const name of path.slice(common)) {
      this.handles.push(this.openOrCreate(Buffer.from(name, 'latin1')));
      this.names.push(name);
    }
    return this.handles[this.handles.length - 1];
  }

  private openOrCreate(name: Buffer): DirectoryHandle {
    const parent = this.handles[this.handles.length - 1];
    const isNew = tryMkdir(parent.path(name));
    if (isNew) {
      this.count();
    }
    const handle = parent.openDirectory(name);
    if (isNew && this.missing !== 0) {
      handle.chmod(0o777);
    }
    return handle;
  }

  private count(): void {
    if (++this.created > this.most) {
      throw new AgentError('LIMIT_EXCEEDED', `the archive has more than ${this.most} files, links and directories`);
    }
  }

  private leaveTo(depth: number): void {
    while (this.handles.length > depth + 1) {
      this.handles.pop()!.close();
    }
    this.names.length = Math.max(depth, 0);
  }

  private creating<T>(path: readonly string[], create: () => T): T {
    try {
      return create();
    } catch (error) {
      const name = quoteName(Buffer.from(joinPath(path), 'latin1'));
      const fault = ARCHIVE_FAULTS.get(systemCodeOf(error) ?? '');
      throw fault === undefined
        ? writeFailure(`entry ${name}`, error)
        : new AgentError('ARCHIVE_INVALID', `entry ${name} ${fault}`, { cause: error });
    }
  }
}

function writeContent(fd: number, content: () => Uint8Array | undefined): number {
  let written = 0;
  let synced = 0;
  for (let part = content(); part !== undefined; part = content()) {
    // one call may write fewer bytes than asked for: the disk fills up, and only the next one says so
    for (let offset = 0; offset < part.length;) {
      offset += writeSync(fd, part, offset, part.length - offset);
    }
    written += part.length;
    if (written - synced >= SYNC_BYTES) {
      synced = written;
      fdatasyncSync(fd);
    }
  }
  return written;
}

function tryMkdir(path: Buffer): boolean {
  try {
    mkdirSync(path, 0o777);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** Links to directories do not exist, and one to a file that comes later cannot be made. */
function assertFile(existing: Buffer, path: readonly string[], target: readonly string[]): void {
  const stats: Stats | undefined = lstatSync(existing, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    const [name, missing] = [path, target].map(names => quoteName(Buffer.from(joinPath(names), 'latin1')));
    throw new AgentError('ARCHIVE_INVALID', `entry ${name} is a hard link to ${missing}, which is no file of the archive before it`);
  }
}

function maskOf(root: DirectoryHandle): number {
  const probe = root.path(Buffer.from('probe'));
  mkdirSync(probe, 0o777);
  const { mode } = lstatSync(probe);
  rmdirSync(probe);
  return 0o777 & ~mode;
}
