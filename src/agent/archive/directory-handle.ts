import { closeSync, constants, existsSync, fchmodSync, fstatSync, openSync, type Stats } from 'fs';

/** Without /proc (macOS, say) a handle only checks the directory once, when it is opened. */
const HAS_PROC = existsSync('/proc/self/fd');

const SLASH = Buffer.from('/');

/**
 * An open directory, and the paths of what is in it.
 *
 * Node has no `openat()`. On Linux `/proc/self/fd/<n>/<name>` does the same: it
 * stays with the directory that was opened, whatever happens to the names above
 * it, so that nobody can swap one of them for a symbolic link in between.
 * Elsewhere the path is the plain one; `O_NOFOLLOW` still guards the last name.
 */
export class DirectoryHandle {
  /** Opens the directory; a symbolic link is refused (ELOOP or ENOTDIR). */
  public static open(path: Buffer | string): DirectoryHandle {
    const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    return new DirectoryHandle(fd, HAS_PROC ? Buffer.from(`/proc/self/fd/${fd}/`) : Buffer.concat([Buffer.from(path), SLASH]));
  }

  private constructor(private readonly fd: number, private readonly base: Buffer) {}

  /** The path of a name in this directory, or of the directory itself for the empty name. */
  public path(name: Buffer): Buffer {
    return Buffer.concat([this.base, name]);
  }

  public openDirectory(name: Buffer): DirectoryHandle {
    return DirectoryHandle.open(this.path(name));
  }

  public stat(): Stats {
    return fstatSync(this.fd);
  }

  public chmod(mode: number): void {
    fchmodSync(this.fd, mode);
  }

  public close(): void {
    closeSync(this.fd);
  }
}
