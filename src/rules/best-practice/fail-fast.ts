import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachContainer } from '../visit';
import { STEP } from './step-example';

const task = (lines: string): string => exampleOf('Task', `steps:\n- ${STEP.split(', computeResources')[0].replace(', ', '\n  ')}\n  computeResources: {requests: {memory: 64Mi}}\n  script: |\n    #!/bin/bash\n${lines.split('\n').map((line) => `    ${line}`).join('\n')}`);

export const failFast: Rule = {
  id: 'best-practice/fail-fast',
  severity: 'warning',
  stage: 'none',
  summary: 'a script of several commands stops at the first that fails',
  reason: 'without set -e only the last command decides: a failed test before it leaves the step green',
  source: 'https://tekton.dev/docs/pipelines/tasks/#running-scripts-within-steps: only scripts without #! get set -e',
  fix: 'begin with set -eu (bash: set -euo pipefail)',
  passing: task('set -euo pipefail\nmake test\nmake report'),
  failing: task('make test\nmake report'),
  check: eachContainer(({ kind, container: { script = '' }, label, at }, { report }) => {
    // How a sidecar ends matters to nobody.
    if (kind === 'sidecar') return;
    const [first, ...lines] = script.split('\n');
    const shell = /^#!\s*\S*\/(?:env\s+(?:-S\s+)?)?((?:ba|da|a|z|k)?sh)\b(.*)$/.exec(first.trim());
    // Without #!, Tekton adds set -e itself.
    if (!shell || /\s-[a-z]*e/.test(shell[2])) return;
    if (lines.some((line) => /^\s*set\s+(?:-[a-zA-Z]*e|-o\s+errexit|.*\s-[a-zA-Z]*e\b|.*\s-o\s+errexit)/.test(line))) return;
    if (hasSeveralCommands(lines)) report(at('script'), { message: `${label} goes on after a command that failed`, atKey: true });
  }),
};

/** Lines of the language itself: what fails in a condition is meant to. */
const WORDS = /^(?:(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|exit|return|test|function)\b|\[|;;|[{}]|\S+\)(?:\s|$)|[\w-]+\s*\(\))/;

/** What cannot fail in earnest: texts, cut and put together. */
const SAFE = /^\w+=(?:["']?(?:\$\(|`)\s*(?:echo|printf|date|basename|dirname|mktemp|pwd)\b[^&;]*|"(?:[^"$`\\]|\\.|\$(?!\())*"|'[^']*')$/;

/** Tells whether a later command can hide the failure of an earlier one: as far as one can tell without a parser, few and simple lines. */
function hasSeveralCommands(lines: readonly string[]): boolean {
  const program = lines.join('\n').replace(/\\\n/g, ' ').replace(/<<-?\s*(["']?)(\w+)\1([^\n]*)\n(?:[^]*?\n)??\s*\2(?=\n|$)/g, '$3');
  const commands = program.split('\n').map((line) => line.trim())
    // Who looks at the status wants it.
    .filter((_, index, all) => !/\$\?|PIPESTATUS/.test(all[index + 1] ?? ''))
    .filter((line) => !SAFE.test(line))
    .filter((line) => line !== '' && !line.startsWith('#') && !/^(?:(?:set|export|readonly|local|trap|cd|exec)\b|\w+=\S*$)/.test(line))
    .filter((line) => !/^(?:echo|printf)\b[^|&;]*$/.test(line))
    .filter((line) => !WORDS.test(line));
  return commands.length > 1 && !commands.every((line) => /&&$|\|\|\s*(?:exit|return|die)/.test(line));
}
