import type { RuleDocument } from '../model/document';
import type { RuleStage } from '../rule';

/** Who refuses what only the webhook of v1 looks at: of an object of v1beta1, the Pod or the run. */
export function stageSinceV1({ isConverted }: RuleDocument): RuleStage {
  return isConverted ? 'run' : 'admission';
}
