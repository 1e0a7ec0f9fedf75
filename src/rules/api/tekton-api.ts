/** The level of Tekton's flag `enable-api-fields` in the cluster. */
export enum TektonApi {
  /** Only what will stay. */
  STABLE = 'stable',

  /** Tekton's default. */
  BETA = 'beta',

  /** Everything, with the flags of single features. */
  ALPHA = 'alpha',
}
