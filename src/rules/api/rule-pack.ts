import { suggestion } from '../../private/suggestion';
import { ALL_PACKS } from '../packs/all';
import type { Pack } from '../rule';
import { CheckedObject } from './checked-object';
import type { IRule } from './custom-rule';
import { ruleOf } from './custom-rule';

/** Rules that belong together. */
export class RulePack {
  /** Will it be accepted by Kubernetes and Tekton, and will it run. */
  public static readonly TEKTON = RulePack.builtIn('tekton');

  /** Images, bundles and artifacts by their digests. */
  public static readonly DIGEST = RulePack.builtIn('digest');

  /**
   * A pack of this package by its name, see RULES.md.
   *
   * @param name as in `security`
   */
  public static builtIn(name: string): RulePack {
    const pack = ALL_PACKS.find((each) => each.name === name);
    if (!pack) throw new Error(`there is no pack '${name}'${suggestion(name, ALL_PACKS.map((each) => each.name))}`);
    return new RulePack(pack);
  }

  /**
   * A pack of your own rules.
   *
   * @param name the part of the rules' ids before the slash
   * @param rules in any order
   */
  public static of(name: string, rules: IRule[]): RulePack {
    const foreign = rules.find(({ id }) => !id.startsWith(`${name}/`));
    if (foreign) throw new Error(`pack '${name}' has the rule '${foreign.id}', expected an id that begins with '${name}/'`);
    return new RulePack({ name, summary: name, rules: rules.map((rule) => ruleOf(rule, (context) => CheckedObject._of(context))) });
  }

  /** The name of the pack. */
  public readonly name: string;

  /** The ids of its rules. */
  public readonly ruleIds: string[];

  private constructor(private readonly pack: Pack) {
    this.name = pack.name;
    this.ruleIds = pack.rules.map(({ id }) => id);
  }

  /** @internal */
  public _toPack(): Pack {
    return this.pack;
  }
}
