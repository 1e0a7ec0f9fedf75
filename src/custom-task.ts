/** An object of another controller that a Pipeline can run. */
export interface CustomTaskRef {
  /** For example `cel.tekton.dev/v1alpha1`. */
  readonly apiVersion: string;
  /** Its kind. */
  readonly kind: string;
  /**
   * The name of an existing object.
   * @default - none: `spec` says it all
   */
  readonly name?: string;
  /**
   * An object written into the Pipeline.
   * @default - none
   */
  readonly spec?: { [key: string]: unknown };
}
