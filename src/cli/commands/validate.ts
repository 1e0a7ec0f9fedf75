import { suggestion } from '../../private/suggestion';
import type { CheckOptions } from '../../rules/engine';
import type { Finding } from '../../rules/finding';
import { ALL_PACKS } from '../../rules/packs/all';
import { DEFAULT_PACKS } from '../../rules/packs/default';
import { API_LEVELS, type ApiLevel, type Pack } from '../../rules/rule';
import { readArguments } from '../arguments';
import { type Command, EXIT, type Terminal, UsageError } from '../command';
import { counted } from '../counted';
import { withOwnCommands } from '../fix/data-commands';
import { DEFAULT_LOCK, readLock } from '../pin/lock-file';
import { applyBaseline, writeBaseline } from '../validate/baseline';
import { check } from '../validate/check';
import { readSources } from '../validate/find-files';
import { REPORT_FORMATS, type Report } from '../validate/report';
import { readSettings, SETTINGS_FILE } from '../validate/settings';
import type { Sources, SourceText } from '../validate/source-text';
import { reportTargets, writeReports } from '../validate/write-reports';
import { writeFile } from '../write-file';

const HELP = `Usage: cdk8s-tekton validate <path..> [options]

Checks Tekton YAML before it is applied: what kubectl, the API server, Tekton's
webhook and the run itself would refuse, and what is unwise. Reads files, all
YAML and JSON files in directories, what their kustomizations name, and standard
input for '-'. Offline; needs no cluster.

What it checks by:
  --pack <names>            only the rules of these packs, separated by commas:
${packLines()}
  --api <level>             stable, beta or alpha, as enable-api-fields of the
                            cluster; default: beta
  --config <file>           settings; default: ${SETTINGS_FILE}, where it is there
  --baseline <file>         accepts the findings that are written there
  --write-baseline <file>   writes all findings there: start with what you have

What it gives:
  --format <format>[=<file>]   ${Object.keys(REPORT_FORMATS).join(', ')};
                            default: text. More than once: all but one to files
  --json                    the same as --format json
  --fix                     mends what takes no thought: quotes, params in scripts
                            to env, digests that ${DEFAULT_LOCK} knows
  --diff                    shows what --fix would do, and changes nothing

A comment accepts a finding at the end of its line, on the line before it, or
for the whole object, with a reason:
  # cdk8s-tekton: acknowledge <rule> <reason>
  # cdk8s-tekton: acknowledge-object <rule> <reason>

Exit codes: 0 no error was found (there may be warnings), 1 there are errors, or
--diff has something to show, 2 wrong usage, or something cannot be read.

Examples:
  cdk8s-tekton validate dist --api stable
  kustomize build overlays/prod | cdk8s-tekton validate -
  cdk8s-tekton validate . --format github --format sarif=tekton.sarif
  cdk8s-tekton validate tekton --pack tekton,digest,security --fix

RULES.md describes every rule, docs/validation.md the rest.
`;

const OPTIONS = {
  'format': { type: 'string', multiple: true },
  'json': { type: 'boolean' },
  'api': { type: 'string' },
  'pack': { type: 'string' },
  'baseline': { type: 'string' },
  'write-baseline': { type: 'string' },
  'fix': { type: 'boolean' },
  'diff': { type: 'boolean' },
  'config': { type: 'string' },
} as const;

/** `validate`: checks Tekton YAML by rules. */
export const validate: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, OPTIONS, 'cdk8s-tekton validate');
    if (positionals.length === 0) throw new UsageError("validate needs a path: a YAML file, a directory, or '-' for standard input");
    if (values.fix && values.diff) throw new UsageError('expected only one of --fix and --diff');
    if (values.fix && positionals.includes('-')) throw new UsageError('--fix writes into files, and standard input is none; --diff shows what it would do');
    const targets = reportTargets([...values.format ?? [], ...values.json ? ['json'] : []]);
    const settings = await readSettings(values.config);
    const sources = await readSources(positionals, settings.ignore);
    const checked = checker({
      packs: packsNamed(values.pack?.split(',') ?? settings.packs),
      api: oneOf('level of --api', values.api ?? settings.api ?? 'beta', API_LEVELS) as ApiLevel,
      severities: settings.rules,
      trustedSources: settings.trustedSources,
    }, values.baseline ?? settings.baseline);

    for (const problem of sources.unreadable) terminal.stderr.write(`error: ${problem}\n`);
    if (sources.texts.length === 0) return EXIT.usage;
    if (values['write-baseline'] !== undefined) return keep(await checked(sources), values['write-baseline'], terminal);
    const mending = { sources, checked, dataCommands: settings.dataCommands ?? [] };
    if (values.diff) return show(mending, terminal);
    const report = values.fix ? await fix(mending, terminal) : await checked(sources);
    await writeReports(report, targets, terminal);
    if (sources.unreadable.length > 0) return EXIT.usage;
    return report.findings.some((finding) => isOpen(finding) && finding.severity === 'error') ? EXIT.failed : EXIT.done;
  },
};

type Checker = (sources: Sources) => Promise<Report>;

function checker(options: CheckOptions, baseline: string | undefined): Checker {
  return async (sources) => {
    const report = await check(sources, options);
    return baseline === undefined ? report : { ...report, findings: await applyBaseline(baseline, report.findings) };
  };
}

async function keep({ findings }: Report, file: string, { stderr }: Terminal): Promise<number> {
  const written = await writeBaseline(file, findings);
  stderr.write(`${counted(written, 'finding')} ${written === 1 ? 'is' : 'are'} written to ${file}\n`);
  return EXIT.done;
}

/** What is to be mended, and by what. */
interface Mending {
  readonly sources: Sources;
  readonly checked: Checker;
  /** Programs of the team's own. */
  readonly dataCommands: readonly string[];
}

interface Mended {
  readonly before: Report;
  readonly after: Report;
  /** The files that change. */
  readonly changed: readonly SourceText[];
  /** What is not mended, with the reason: by places in the files as they are, and as they become. */
  readonly leftAlone: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** More than the two that there can be: what has a wrong type is looked into only once it has the right one. */
const MOST_ROUNDS = 5;

/** Mends as long as there is something to mend. */
async function mend({ sources, checked, dataCommands }: Mending): Promise<Mended> {
  const { fixesFor } = await import('../fix/apply-fixes.js');
  const commands = withOwnCommands(dataCommands);
  const lock = await readLock(DEFAULT_LOCK);
  const before = await checked(sources);
  let after = before;
  let texts = sources.texts;
  const first = fixesFor(before, lock, commands);
  let fixes = first;
  for (let round = 0; round < MOST_ROUNDS && fixes.texts.size > 0; round += 1) {
    const fixed = fixes.texts;
    texts = texts.map((source) => ({ ...source, text: fixed.get(source.file) ?? source.text }));
    after = await checked({ ...sources, texts });
    fixes = fixesFor(after, lock, commands);
  }
  return {
    before,
    after,
    changed: texts.filter(({ file, text }) => text !== before.texts.get(file)),
    leftAlone: { before: first.leftAlone, after: fixes.leftAlone },
  };
}

async function show(mending: Mending, { stdout, stderr }: Terminal): Promise<number> {
  const { differences } = await import('../fix/differences.js');
  const { before, changed, leftAlone } = await mend(mending);
  for (const { file, text } of changed) stdout.write(differences(file, before.texts.get(file) ?? '', text));
  for (const each of leftAlone.before) stderr.write(`${each}\n`);
  stderr.write(`${counted(changed.length, 'file')} would change\n`);
  return changed.length > 0 ? EXIT.failed : EXIT.done;
}

/** Writes the files that change. @returns what is left, at its new place */
async function fix(mending: Mending, { stderr }: Terminal): Promise<Report> {
  const { before, after, changed, leftAlone } = await mend(mending);
  for (const { file, text } of changed) await writeFile(file, text);
  for (const each of leftAlone.after) stderr.write(`${each}\n`);
  const mended = before.findings.filter(isOpen).length - after.findings.filter(isOpen).length;
  stderr.write(`${counted(mended, 'finding')} ${mended === 1 ? 'is' : 'are'} mended in ${counted(changed.length, 'file')}\n`);
  return after;
}

function isOpen({ acknowledged }: Finding): boolean {
  return acknowledged === undefined;
}

function packLines(): string {
  return ALL_PACKS.map(({ name, summary, onDemand }) => `      ${name.padEnd(14)} ${summary}${onDemand ? ' (on demand)' : ''}`).join('\n');
}

function packsNamed(names: readonly string[] | undefined): readonly Pack[] {
  if (names === undefined) return DEFAULT_PACKS;
  const known = ALL_PACKS.map(({ name }) => name);
  const wanted = names.map((name) => oneOf('pack', name.trim(), known));
  return ALL_PACKS.filter(({ name }) => wanted.includes(name));
}

function oneOf(what: string, value: string, known: readonly string[]): string {
  if (known.includes(value)) return value;
  throw new UsageError(`there is no ${what} '${value}'${suggestion(value, known)}`);
}
