import type { Finding } from '../../rules/finding';
import { type ContainerView, containersOf } from '../../rules/model/containers';
import type { RuleDocument } from '../../rules/model/document';
import type { Place } from '../../rules/model/place';
import { templatedObjects } from '../../rules/model/trigger-template';
import type { StepAction } from '../../rules/schema/tekton-types';
import { scriptInjection } from '../../rules/security/script-injection';
import type { ImageLock } from '../pin/lock-file';
import { withLockedDigests } from '../pin/lock-fixes';
import type { Report } from '../validate/report';
import { DATA_COMMANDS, type DataCommands } from './data-commands';
import { KnownValues, type ParamOwner } from './known-values';
import { moveParams, type ScriptMove } from './move-params';
import { paramsToEnv } from './params-to-env';
import { offsetOf, valueEdits } from './replace-values';
import type { ScriptPlace } from './shell-places';
import { reasonToStay } from './shell-values';
import { applyEdits } from './text-edit';

/** What mending comes to. */
export interface Fixes {
  /** The texts of the files that change, by file. */
  readonly texts: ReadonlyMap<string, string>;
  /** What could be mended by its form, and is not, with the reason. */
  readonly leftAlone: readonly string[];
}

/** Mends what takes no thought: values that a rule or the lock of images replaces, and params in scripts for a shell. */
export function fixesFor({ findings, texts, objects }: Report, lock: ImageLock, commands: DataCommands = DATA_COMMANDS): Fixes {
  const open = withLockedDigests(findings, texts, lock).filter(({ acknowledged }) => acknowledged === undefined);
  const scripts = new ScriptMoves(open, objects, commands);
  const fixed = new Map<string, string>();
  for (const [file, text] of texts) {
    const own = open.filter(({ place }) => place.file === file);
    if (own.length === 0) continue;
    const values = own.flatMap(({ place, replacement }) => (replacement === undefined ? [] : [{ place, write: () => replacement }]));
    const next = applyEdits(text, [...valueEdits(text, values), ...moveParams(text, scripts.of(file, text))]);
    if (next !== text) fixed.set(file, next);
  }
  return { texts: fixed, leftAlone: scripts.leftAlone };
}

/** The params in scripts that are to move to env: those that somebody is told of. */
class ScriptMoves {
  public readonly leftAlone: string[] = [];
  private readonly wanted: ReadonlySet<string>;
  private readonly values: KnownValues;

  constructor(findings: readonly Finding[], private readonly objects: readonly RuleDocument[], private readonly commands: DataCommands) {
    this.wanted = new Set(findings.filter(({ rule }) => rule === scriptInjection).map(({ place }) => shown(place)));
    this.values = new KnownValues(this.wanted.size === 0 ? [] : objects.flatMap((document) => [document, ...templatedObjects(document)]));
  }

  public of(file: string, text: string): ScriptMove[] {
    if (this.wanted.size === 0) return [];
    return this.objects.filter(({ locator }) => locator.file === file).flatMap((document) => containersOf(document).flatMap((view) => {
      const { script, env = [] } = view.container;
      if (script === undefined) return [];
      const moved = paramsToEnv({ script, env, commands: this.commands, isMovable: (place) => this.isMovable(place, view, document) });
      return moved ? [{ offset: offsetOf(document.locator.locate(view.at('script'), 'value'), text), moved }] : [];
    }));
  }

  private isMovable({ start, text, variable, reason: own }: ScriptPlace, view: ContainerView, document: RuleDocument): boolean {
    const place = shown(document.locator.locate(view.at('script'), { index: start, text }));
    if (!this.wanted.has(place)) return false;
    const reason = own ?? reasonToStay(variable, ownerOf(view, document), this.values);
    if (reason !== undefined) this.leftAlone.push(`${place}: '${text}' stays in the script: ${reason}`);
    return reason === undefined;
  }
}

function ownerOf({ task }: ContainerView, document: RuleDocument): ParamOwner {
  return task?.spec ?? document.decodedAs<StepAction>('StepAction')?.spec ?? {};
}

function shown({ file, line, column }: Place): string {
  return `${file ?? ''}:${line ?? 1}:${column ?? 1}`;
}
