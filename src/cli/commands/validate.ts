import { suggestion } from '../../private/suggestion';
import { checkDocuments } from '../../rules/engine';
import type { RuleDocument } from '../../rules/model/document';
import { ALL_PACKS } from '../../rules/packs/all';
import { DEFAULT_PACKS } from '../../rules/packs/default';
import type { ApiLevel, Pack } from '../../rules/rule';
import { readArguments } from '../arguments';
import { type Command, EXIT, type Terminal, UsageError } from '../command';
import { DEFAULT_LOCK, readLock } from '../pin/lock-file';
import { withLockedDigests } from '../pin/lock-fixes';
import { applyFixes } from '../validate/apply-fixes';
import { applyBaseline, writeBaseline } from '../validate/baseline';
import { readSources, type SourceText } from '../validate/find-files';
import { readYaml } from '../validate/read-yaml';
import { REPORT_FORMATS, type Report } from '../validate/report';
import { readSettings, type Settings, SETTINGS_FILE } from '../validate/settings';

const HELP = `Usage: cdk8s-tekton validate <path..> [options]

Checks Tekton YAML before it is applied: what kubectl, the API server, Tekton's
webhook and the run itself would refuse, and what is unwise. Reads files, all
YAML files in directories, and standard input for '-'.

  --format <format>         ${Object.keys(REPORT_FORMATS).join(', ')}; default: text
  --json                    the same as --format json
  --api <level>             stable, beta or alpha, as Tekton's enable-api-fields;
                            default: beta
  --pack <names>            only the rules of these packs, separated by commas:
                            ${ALL_PACKS.map(({ name }) => name).join(', ')}
  --baseline <file>         findings that are written there are accepted
  --write-baseline <file>   writes all findings there
  --fix                     mends what can be mended without thinking, and pins
                            what is in ${DEFAULT_LOCK}
  --config <file>           settings; default: ${SETTINGS_FILE}, where it is there

Exit code 1 when there is an error. A comment accepts a finding on its line, or
on the next one: # cdk8s-tekton: acknowledge <rule> <reason>
RULES.md describes every rule, docs/validation.md the rest.

Example:
  cdk8s-tekton validate dist --api stable
`;

const OPTIONS = {
  'format': { type: 'string', default: 'text' },
  'json': { type: 'boolean' },
  'api': { type: 'string' },
  'pack': { type: 'string' },
  'baseline': { type: 'string' },
  'write-baseline': { type: 'string' },
  'fix': { type: 'boolean' },
  'config': { type: 'string' },
} as const;

const LEVELS: readonly string[] = ['stable', 'beta', 'alpha'];

/** `validate`: checks Tekton YAML by rules. */
export const validate: Command = {
  summary: 'checks Tekton YAML before it is applied',
  help: HELP,
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, OPTIONS, 'cdk8s-tekton validate');
    if (positionals.length === 0) throw new UsageError("validate needs a path: a YAML file, a directory, or '-' for standard input");
    const format = values.json ? 'json' : oneOf('format', values.format, Object.keys(REPORT_FORMATS));
    const settings = await readSettings(values.config);
    const report = check(await readSources(positionals, settings.ignore), {
      packs: packsNamed(values.pack?.split(',') ?? settings.packs),
      api: oneOf('level of --api', values.api ?? settings.api ?? 'beta', LEVELS) as ApiLevel,
      severities: settings.rules,
    });
    if (values['write-baseline'] !== undefined) return keep(report, values['write-baseline'], terminal);
    const accepted = await accept(report, values.baseline ?? settings.baseline);
    const left = values.fix ? await fix(accepted, terminal) : accepted;
    terminal.stdout.write(REPORT_FORMATS[format](left, { color: Boolean(terminal.stdout.isTTY) }));
    return left.findings.some(({ severity, acknowledged }) => severity === 'error' && acknowledged === undefined) ? EXIT.failed : EXIT.done;
  },
};

function check(sources: readonly SourceText[], options: { readonly packs: readonly Pack[]; readonly api: ApiLevel; readonly severities: Settings['rules'] }): Report {
  const documents = sources.flatMap(({ file, text }) => readYaml(file, text));
  const objects = documents.filter(isObject);
  return {
    findings: checkDocuments(objects, options),
    texts: new Map(sources.map(({ file, text }) => [file, text])),
    objects,
    skipped: documents.filter((document) => !isObject(document)).map(({ locator }) => `${locator.file ?? ''}:${locator.locate('', 'value').line ?? 1}`),
  };
}

/** What cannot be read is told of; what is no Kubernetes object at all is left alone. */
function isObject({ kind, apiVersion, textProblems }: RuleDocument): boolean {
  return textProblems.length > 0 || (kind !== '' && apiVersion !== '');
}

async function accept(report: Report, baseline: string | undefined): Promise<Report> {
  return baseline === undefined ? report : { ...report, findings: await applyBaseline(baseline, report.findings) };
}

async function keep({ findings }: Report, file: string, { stderr }: Terminal): Promise<number> {
  await writeBaseline(file, findings);
  stderr.write(`${findings.length} findings are written to ${file}\n`);
  return EXIT.done;
}

async function fix(report: Report, { stderr }: Terminal): Promise<Report> {
  const findings = withLockedDigests(report.findings, report.texts, await readLock(DEFAULT_LOCK));
  const mended = await applyFixes(findings, report.texts);
  stderr.write(`${mended.length} ${mended.length === 1 ? 'finding is' : 'findings are'} mended\n`);
  return { ...report, findings: findings.filter((finding) => !mended.includes(finding)) };
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
