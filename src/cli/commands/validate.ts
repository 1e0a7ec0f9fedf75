import { suggestion } from '../../private/suggestion';
import { checkDocuments } from '../../rules/engine';
import { ALL_PACKS } from '../../rules/packs/all';
import type { ApiLevel, Pack } from '../../rules/rule';
import { readArguments } from '../arguments';
import { type Command, EXIT, UsageError } from '../command';
import { readSources } from '../validate/find-files';
import { readYaml } from '../validate/read-yaml';
import { REPORT_FORMATS, type Report } from '../validate/report';

const HELP = `Usage: cdk8s-tekton validate <path..> [options]

Checks Tekton YAML before it is applied: what kubectl, the API server, Tekton's
webhook and the run itself would refuse, and what is unwise. Reads files, all
YAML files in directories, and standard input for '-'.

  --format <format>   ${Object.keys(REPORT_FORMATS).join(', ')}; default: text
  --json              the same as --format json
  --api <level>       stable, beta or alpha, as Tekton's enable-api-fields;
                      default: beta
  --pack <names>      only the rules of these packs, separated by commas:
                      ${ALL_PACKS.map(({ name }) => name).join(', ')}

Exit code 1 when there is an error. RULES.md describes every rule.

Example:
  cdk8s-tekton validate dist --api stable
`;

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  json: { type: 'boolean' },
  api: { type: 'string', default: 'beta' },
  pack: { type: 'string' },
} as const;

const LEVELS: readonly string[] = ['stable', 'beta', 'alpha'];

/** `validate`: checks Tekton YAML by rules. */
export const validate: Command = {
  summary: 'checks Tekton YAML before it is applied',
  help: HELP,
  run: async (args, { stdout }) => {
    const { values, positionals } = readArguments(args, OPTIONS, 'cdk8s-tekton validate');
    if (positionals.length === 0) throw new UsageError("validate needs a path: a YAML file, a directory, or '-' for standard input");
    const format = values.json ? 'json' : oneOf('format', values.format, Object.keys(REPORT_FORMATS));
    const api = oneOf('level of --api', values.api, LEVELS) as ApiLevel;
    const report = await check(positionals, packsNamed(values.pack), api);
    stdout.write(REPORT_FORMATS[format](report, { color: Boolean(stdout.isTTY) }));
    const failed = report.findings.some(({ severity, acknowledged }) => severity === 'error' && acknowledged === undefined);
    return failed ? EXIT.failed : EXIT.done;
  },
};

async function check(paths: readonly string[], packs: readonly Pack[], api: ApiLevel): Promise<Report> {
  const sources = await readSources(paths);
  const documents = sources.flatMap(({ file, text }) => readYaml(file, text));
  const objects = documents.filter(({ kind, apiVersion, textProblems }) => textProblems.length > 0 || (kind !== '' && apiVersion !== ''));
  const place = ({ file, line }: { file?: string; line?: number }): string => `${file ?? ''}:${line ?? 1}`;
  return {
    findings: checkDocuments(objects, { packs, api }),
    texts: new Map(sources.map(({ file, text }) => [file, text])),
    checked: objects.length,
    skipped: documents.filter((document) => !objects.includes(document)).map(({ locator }) => place(locator.locate('', 'value'))),
  };
}

function packsNamed(names: string | undefined): readonly Pack[] {
  if (names === undefined) return ALL_PACKS;
  const known = ALL_PACKS.map(({ name }) => name);
  const wanted = names.split(',').map((name) => oneOf('pack', name.trim(), known));
  return ALL_PACKS.filter(({ name }) => wanted.includes(name));
}

function oneOf(what: string, value: string, known: readonly string[]): string {
  if (known.includes(value)) return value;
  throw new UsageError(`there is no ${what} '${value}'${suggestion(value, known)}`);
}
