import { EXIT_CODES } from '../../src/contract/exit-codes';
import type { BackendName } from './backends';
import { FAULT_NAMES } from './faults';
import { ZEROS, type Outcome } from './run';

/** How a run ended, in words. */
export function wordOf({ code }: Outcome): string {
  if (code === 0) return 'done';
  return Object.entries(EXIT_CODES).find(([, value]) => value === code)?.[0] ?? String(code);
}

/** The table of `docs/reliability.md`: what came of each fault at each backend. */
export function resultTable(outcomes: readonly Outcome[], backends: readonly BackendName[]): string {
  const rows = FAULT_NAMES.filter((fault) => outcomes.some(({ plan }) => plan.fault === fault)).map((fault) => {
    const cells = backends.map((backend) => cell(outcomes.filter(({ plan }) => plan.fault === fault && plan.backend === backend)));
    const reasons = new Set(outcomes.filter(({ plan, code }) => plan.fault === fault && code !== 0).map(wordOf));
    return `| ${fault} | ${cells.join(' | ')} | ${[...reasons].sort().map((reason) => `\`${reason}\``).join(', ')} |`;
  });
  return [
    `| fault | ${backends.join(' | ')} | failures end with |`,
    `|---|${backends.map(() => '---|').join('')}---|`,
    ...rows,
  ].join('\n');
}

/** What must never be, and how often it was. */
export function zeroTable(outcomes: readonly Outcome[]): string {
  const problems = outcomes.flatMap((outcome) => outcome.problems);
  const counts = ZEROS.map((zero) => `| ${zero} | ${problems.filter((problem) => problem.zero === zero).length} |`);
  return [`| | seen in ${outcomes.length} runs |`, '|---|---|', ...counts].join('\n');
}

function cell(outcomes: readonly Outcome[]): string {
  return outcomes.length === 0 ? '' : `${outcomes.length}: ${outcomes.filter(({ code }) => code === 0).length} done`;
}
