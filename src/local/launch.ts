import type { ProcessOutcome } from './step-process';

/** A place of this machine that a container sees at a path. */
export interface Mount {
  /** Absolute, in the container. */
  readonly path: string;
  /** Absolute, on this machine: a directory, or a file that a subPath names. */
  readonly place: string;
  readonly readOnly: boolean;
}

/** A container to run: everything is replaced and expanded, all paths are those of the container. */
export interface Launch {
  /** `<taskRun>-<step>`: a part of the name of a real container. */
  readonly name: string;
  readonly image: string | undefined;
  /** The command with its arguments; of a script its arguments only. Empty: the image's own. */
  readonly command: readonly string[];
  readonly script: string | undefined;
  readonly env: ReadonlyMap<string, string>;
  readonly workingDir: string | undefined;
  readonly mounts: readonly Mount[];
  /** A directory of this container alone, on this machine. */
  readonly directory: string;
  readonly stdoutFile: string | undefined;
  readonly stderrFile: string | undefined;
  readonly timeout: number | undefined;
  readonly grace: number;
  readonly signal: AbortSignal;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

/** Runs containers: as processes of this machine or with a container engine. */
export interface Launcher {
  run(launch: Launch): Promise<ProcessOutcome>;
  /** Text that a container wrote, with paths as the container knows them. */
  readText(text: string, launch: Pick<Launch, 'mounts' | 'directory'>): string;
}
