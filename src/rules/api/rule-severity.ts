/** How bad a finding is. */
export enum RuleSeverity {
  /** Fails the synth. */
  ERROR = 'error',

  /** Works, and is unwise. */
  WARNING = 'warning',

  /** Good to know. */
  INFO = 'info',
}
