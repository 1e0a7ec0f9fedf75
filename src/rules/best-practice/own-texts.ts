import { ARTIFACTS_ROOT, PATHS } from '../../contract/paths';
import { injectedSteps } from '../model/injected-steps';
import type { TaskSpecView } from '../model/views';
import type { RuleSeverityName } from '../rule';
import { hasForeignProgram, usedNames } from './used-names';

/** What the author of a Task with artifacts tells its steps and sidecars, apart from what the compiler adds. */
export class OwnTexts {
  /** @returns undefined where a step is written elsewhere, or is a param: what it does is not visible */
  public static of(task: TaskSpecView): OwnTexts | undefined {
    const { upload, fetch, gate } = injectedSteps(task);
    const injected = [upload?.view, fetch?.view, gate];
    const own = task.steps.filter((view) => !injected.includes(view));
    if (own.some(({ step }) => step.ref) || hasForeignProgram(task.spec)) return undefined;
    // Their mounts are the compiler's.
    const told = [...own.map(({ merged }) => merged), ...task.spec.sidecars ?? []].map((container) => ({ ...container, volumeMounts: [] }));
    // An image's program may know the path of its configuration.
    const severity = own.every(({ merged }) => merged.script) ? 'warning' : 'info';
    return new OwnTexts([told, task.spec.params, task.spec.results], severity);
  }

  private readonly text: string;

  private constructor(private readonly all: object, public readonly severity: RuleSeverityName) {
    this.text = JSON.stringify(all);
  }

  /** A path that begins with this one is another one: `report-2` is no mention of `report`. */
  public mentions(path: string): boolean {
    return this.text.split(path).slice(1).some((rest) => !/^[\w-]/.test(rest));
  }

  /** Tells whether the directory of all inputs or outputs, or one above it, is named without one of them: `for d in $ROOT/a*`. */
  public mentionsAll(side: 'inputs' | 'outputs'): boolean {
    const other = side === 'inputs' ? PATHS.outputs : PATHS.inputs;
    const one = new RegExp(`${PATHS[side]}/[\\w-]+(?![\\w*?[{$-])`, 'g');
    const elsewhere = this.text.replaceAll(one, '').replaceAll(`${other}/`, '');
    return elsewhere.includes(ARTIFACTS_ROOT) || elsewhere.includes(`../${side}`);
  }

  public usesParam(name: string): boolean {
    return usedNames(this.all, 'params').has(name);
  }
}
