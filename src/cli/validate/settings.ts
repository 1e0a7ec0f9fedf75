import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { suggestion } from '../../private/suggestion';
import { isKnownRule, ruleSuggestion } from '../../rules/known-rules';
import { ALL_PACKS } from '../../rules/packs/all';
import { API_LEVELS, type RuleSeverityName } from '../../rules/rule';
import { UsageError } from '../command';
import { ownCommandProblem } from '../fix/data-commands';

/** The file that is read where it is there. */
export const SETTINGS_FILE = 'cdk8s-tekton.yaml';

/** What the settings file may say; options of the command line win. */
export interface Settings {
  readonly api?: string;
  readonly packs?: readonly string[];
  /** Severities by rule id. */
  readonly rules?: { readonly [ruleId: string]: RuleSeverityName | 'off' };
  /** Files and folders that are not read, from where the command runs. */
  readonly ignore?: readonly string[];
  readonly baseline?: string;
  /** Where Tasks may come from: hosts, or hosts with the beginning of a path. */
  readonly trustedSources?: readonly string[];
  /** Programs of a team's own that run nothing of what they are given: `--fix` may hand them params by env. */
  readonly dataCommands?: readonly string[];
}

const SEVERITIES = ['error', 'warning', 'info', 'off'];
const PACKS = ALL_PACKS.map(({ name }) => name);
const KEYS = ['api', 'packs', 'rules', 'ignore', 'baseline', 'trustedSources', 'dataCommands'];

/** @param file named by the user; undefined: the usual one, which need not be there */
export async function readSettings(file: string | undefined): Promise<Settings> {
  const text = await readFile(file ?? SETTINGS_FILE, 'utf8').catch(() => undefined);
  if (text === undefined) {
    if (file !== undefined) throw new UsageError(`the settings file '${file}' is not there`);
    return {};
  }
  return checked(file ?? SETTINGS_FILE, parsed(file ?? SETTINGS_FILE, text));
}

function parsed(file: string, text: string): { readonly [key: string]: unknown } {
  try {
    const settings = load(text) ?? {};
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return settings as { readonly [key: string]: unknown };
  } catch (error) {
    throw new UsageError(`${file} is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  throw new UsageError(`${file} is no mapping, expected ${KEYS.join(', ')}`);
}

function checked(file: string, settings: { readonly [key: string]: unknown }): Settings {
  const fail = (problem: string): never => {
    throw new UsageError(`${file} ${problem}`);
  };
  const { packs, rules, ignore, api, baseline, trustedSources, dataCommands } = settings;
  const unknown = Object.keys(settings).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) fail(`has the unknown key '${unknown}'${suggestion(unknown, KEYS)}`);
  for (const [key, value] of Object.entries({ packs, ignore, trustedSources, dataCommands })) if (value !== undefined && !isTexts(value)) fail(`has '${key}', expected a list of texts`);
  for (const [key, value] of Object.entries({ api, baseline })) if (value !== undefined && typeof value !== 'string') fail(`has '${key}', expected a text`);
  for (const pack of packs as readonly string[] | undefined ?? []) if (!PACKS.includes(pack)) fail(`names the unknown pack '${pack}' in 'packs'${suggestion(pack, PACKS)}`);
  for (const name of dataCommands as readonly string[] | undefined ?? []) {
    const problem = ownCommandProblem(name);
    if (problem !== undefined) fail(`names '${name}' in 'dataCommands', ${problem}`);
  }
  if (api !== undefined && !API_LEVELS.some((level) => level === api)) fail(`has api '${String(api)}'${suggestion(String(api), API_LEVELS)}`);
  if (rules !== undefined && (typeof rules !== 'object' || rules === null || Array.isArray(rules))) fail("has 'rules', expected severities by rule id");
  for (const [id, severity] of Object.entries(rules ?? {})) {
    if (!isKnownRule(id)) fail(`names the unknown rule '${id}' in 'rules'${ruleSuggestion(id)}`);
    if (!SEVERITIES.includes(String(severity))) fail(`gives rule '${id}' the severity '${String(severity)}', expected one of ${SEVERITIES.join(', ')}; put quotes around off`);
  }
  return settings as Settings;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
