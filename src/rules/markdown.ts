import type { Pack, Rule } from './rule';

const STAGES = {
  admission: 'kubectl, the API server or the webhook refuses it',
  run: 'it is accepted, and the Pod or the run fails or does something else',
  none: 'advice',
} as const;

/** The text of RULES.md: every rule with its reason and its examples. */
export function rulesMarkdown(packs: readonly Pack[]): string {
  return `# Rules

Every rule of \`cdk8s-tekton validate\` and of \`rules.Validator\`. Written by \`npx tsx scripts/rules.ts\` from
\`src/rules/\`; see [docs/validation.md](docs/validation.md) for how to use, silence and extend them.

${packs.map(contents).join('\n')}
${packs.map(section).join('\n')}`;
}

function contents({ name, summary, rules, onDemand }: Pack): string {
  const rows = rules.map(({ id, severity, summary: demand }) => `| [${id}](#${anchor(id)}) | ${severity} | ${cell(demand)} |\n`);
  return `## Pack \`${name}\`\n\n${capital(summary)}.${onDemand ? ' On demand only: `--pack`.' : ''}\n\n| rule | severity | demands |\n|---|---|---|\n${rows.join('')}`;
}

function section({ rules }: Pack): string {
  return rules.map(ruleSection).join('\n');
}

function ruleSection({ id, severity, stage, summary, reason, source, fix, passing, failing, exampleApi }: Rule): string {
  return `### ${id}

${capital(summary)}. (${severity}; ${STAGES[stage]})

- Why: ${reason}.
- Fix: ${fix}.
- Source: ${source}.

Passes${exampleApi ? ` with \`--api ${exampleApi}\`` : ''}:

${fenced(passing)}
Fails:

${fenced(failing)}`;
}

function fenced(yaml: string): string {
  const lines = yaml.trim().split('\n').map((line) => (line.length > 160 ? `${line.slice(0, 157)}...` : line));
  return `\`\`\`yaml\n${lines.join('\n')}\n\`\`\`\n`;
}

function anchor(id: string): string {
  return id.replace('/', '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
