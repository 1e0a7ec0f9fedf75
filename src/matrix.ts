import type { ArtifactSource } from './artifact-source';

/** One combination that a matrix includes. */
export interface MatrixInclude {
  /**
   * What it is called.
   * @default - the number of the combination
   */
  readonly name?: string;
  /** Its params: texts or references. */
  readonly params: { [name: string]: unknown };
}

/** Runs a task once for each combination. Beta in Tekton (on by default). */
export interface Matrix {
  /**
   * Lists whose combinations run: texts, or a reference to an array.
   * @default - none
   */
  readonly params?: { [name: string]: unknown };
  /**
   * Artifacts of which each combination gets one, for inputs of codec STRING.
   * @default - none
   */
  readonly inputs?: { [name: string]: ArtifactSource[] };
  /**
   * Further combinations, or params for those there are.
   * @default - none
   */
  readonly include?: MatrixInclude[];
}
