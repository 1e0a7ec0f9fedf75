import { checkDocuments } from '../engine';
import { RuleDocument } from '../model/document';
import { placedAt } from '../model/place';
import type { IRule } from './custom-rule';
import { RulePack } from './rule-pack';

/** Tests a rule of your own on plain objects. */
export class RuleTester {
  private readonly pack: RulePack;

  /** @param rule the rule to test */
  constructor(rule: IRule) {
    this.pack = RulePack.of(rule.id.split('/')[0], [rule]);
  }

  /**
   * What the rule says about an object, as in `spec.steps[0]: step 'build' has no timeout`.
   *
   * @param target the object, as it would be applied
   */
  public findings(target: { [field: string]: unknown }): string[] {
    const document = new RuleDocument({ source: target, locator: placedAt({}) });
    return checkDocuments([document], { packs: [this.pack._toPack()] }).map(({ path, message }) => `${path}: ${message}`);
  }

  /**
   * Throws when the rule finds something.
   *
   * @param target the object, as it would be applied
   */
  public toBeValid(target: { [field: string]: unknown }): void {
    const findings = this.findings(target);
    if (findings.length > 0) throw new Error(`rule '${this.pack.ruleIds[0]}' was expected to find nothing, and found: ${findings.join('; ')}`);
  }

  /**
   * Throws when the rule does not find this.
   *
   * @param target the object, as it would be applied
   * @param message a part of what it should say
   */
  public toEmitFinding(target: { [field: string]: unknown }, message: string): void {
    const findings = this.findings(target);
    if (findings.some((finding) => finding.includes(message))) return;
    throw new Error(`rule '${this.pack.ruleIds[0]}' was expected to find '${message}', and found ${findings.length > 0 ? findings.join('; ') : 'nothing'}`);
  }
}
