/** All waiting of the client, in milliseconds. */
export interface Timing {
  /** How often a request is sent at most. @default 5 */
  readonly tries: number;
  /** How often it is sent at most while it fails without a wait, as it does when a server is started again. @default - `tries` */
  readonly quickTries?: number;
  /** Longest wait before the second try; it doubles with each further one. @default 250 */
  readonly firstDelay: number;
  /** Longest wait before any try. @default 8000 */
  readonly maxDelay: number;
  /** Longest `Retry-After` that is waited for; a longer one ends the operation. @default 60000 */
  readonly maxRetryAfter: number;
  /** Time to set up a connection, with TLS and proxy. @default 15000 */
  readonly connectTimeout: number;
  /** Longest time without a byte while the other side owes some. @default 60000 */
  readonly stallTimeout: number;
  /** Longest time for a server to take in an upload after its last byte. @default 300000 */
  readonly commitTimeout: number;
  /** Time of one operation with all its tries. @default 3600000 (the time Tekton gives a run) */
  readonly deadline: number;
}

export const DEFAULT_TIMING: Timing = {
  tries: 5,
  firstDelay: 250,
  maxDelay: 8_000,
  maxRetryAfter: 60_000,
  connectTimeout: 15_000,
  stallTimeout: 60_000,
  commitTimeout: 300_000,
  deadline: 3_600_000,
};

/** For steps of a run, at which nobody looks: they wait out the quarter of a minute, or more, in which a server is started again. */
export const PATIENT_TIMING: Timing = { ...DEFAULT_TIMING, quickTries: 9 };
