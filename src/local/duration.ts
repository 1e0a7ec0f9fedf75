import { RunInputError } from './errors';

const UNITS: { readonly [unit: string]: number } = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Tekton's default for a run without a timeout. */
export const DEFAULT_TIMEOUT = 60 * 60_000;

/**
 * Reads a duration as Go writes it: `1h30m`, `500ms`, `0`.
 *
 * @param where for the message: `task 'build' timeout`
 * @returns milliseconds
 */
export function parseDuration(text: string, where: string): number {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) {
    throw new RunInputError(`${where} is '${text}', expected a duration such as '90s' or '1h30m'`);
  }
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)]
    .reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit], 0);
}

/** Writes a duration as Go does: `1h0m0s`, `1m30s`, `500ms`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const seconds = milliseconds / 1000;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${Number((seconds % 60).toFixed(3))}s`;
  if (hours) return `${hours}h${minutes}m${rest}`;
  return minutes ? `${minutes}m${rest}` : rest;
}
