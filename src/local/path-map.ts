/**
 * The paths of a container and where they lie on this machine.
 *
 * A step that runs as a process has no file system of its own, so the paths in its command, env and script are
 * rewritten as text. What a program knows by itself (`/etc/ssl`) or puts together from parts is not seen.
 */
export interface PathMap {
  /** Paths of the container to paths of this machine. The longest fitting path counts. */
  toMachine(text: string): string;
  /** Paths of this machine back to those of the container, so that results and logs read as on a cluster. */
  toContainer(text: string): string;
  /** The place of one path, or undefined when it is not mapped. */
  resolve(path: string): string | undefined;
}

/** What may continue a path component: after `/data` these make another path of it. */
const COMPONENT = 'A-Za-z0-9_-';

/**
 * Before a mapped path must not stand the end of another path: `x/data`, `${X}/data`, `"$X"/data`, `../data`.
 * The quote alone says nothing, `="/data"` is a path: it counts as an end behind a character of a path.
 */
const NO_PATH_BEFORE = '(?<![A-Za-z0-9_.})\\]*~/-])(?<![A-Za-z0-9_}).]["\'])';

/**
 * Makes a map.
 *
 * @param paths paths of the container, absolute, to paths of this machine; one mapped to itself is left alone
 */
export function pathMap(paths: ReadonlyMap<string, string>): PathMap {
  const forward = replacer(paths, NO_PATH_BEFORE);
  const back = replacer(new Map([...paths].filter(([path, place]) => path !== place).map(([path, place]) => [place, path])), '');
  return {
    toMachine: forward,
    toContainer: back,
    resolve: (path) => {
      const found = longestFirst([...paths.keys()]).find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
      return found === undefined ? undefined : `${paths.get(found)}${path.slice(found.length)}`;
    },
  };
}

function replacer(paths: ReadonlyMap<string, string>, before: string): (text: string) => string {
  if (paths.size === 0) return (text) => text;
  const choices = longestFirst([...paths.keys()]).map(escape).join('|');
  // A dot ends a component only where no character of a name follows: `/data.` ends a sentence, `/data.txt` is a file.
  const pattern = new RegExp(`${before}(?:${choices})(?![${COMPONENT}]|\\.[${COMPONENT}])`, 'g');
  return (text) => text.replace(pattern, (path) => paths.get(path) as string);
}

function longestFirst(paths: readonly string[]): string[] {
  return [...paths].sort((a, b) => b.length - a.length);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
