import { runView, type ViewOptions } from '../../src/cli/run-view';
import type { RunEvent } from '../../src/local/events';
import type { RunReport, TaskRunReport } from '../../src/local/report';

/** What a terminal shows after a text: of the control sequences it knows those that the view may write. */
function screenOf(text: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const [part] of text.matchAll(/\u001b\[(\d*)([A-Za-z])|\n|[^\u001b\n]+/g)) {
    const [, count, command] = /^\u001b\[(\d*)([A-Za-z])$/.exec(part) ?? [];
    if (command === 'A') row -= Number(count);
    else if (command === 'J') lines.splice(row, Infinity, '');
    else if (command === 'm') continue;
    else if (command !== undefined) throw new Error(`the view wrote '${part.slice(1)}'`);
    else if (part === '\n') lines[++row] ??= '';
    else lines[row] += part;
  }
  return lines.slice(0, -1);
}

function taskRun(name: string, more: Partial<TaskRunReport> = {}): TaskRunReport {
  return {
    name: `p-local-${name}`, params: [], retries: [], steps: [], results: [], artifacts: [], succeeded: true, reason: 'Succeeded', message: 'All Steps have completed executing', milliseconds: 1500, ...more,
  };
}

const FAILED = taskRun('check', {
  succeeded: false,
  reason: 'StepFailed',
  message: '"step-lint" exited with code 3: Error',
  steps: [{ name: 'lint', exitCode: 3, terminationReason: 'Error', results: [], milliseconds: 10, lastLines: ['a.ts:1', '\u001b[31mtwo problems\u001b[0m\u001b[2A'] },
    { name: 'after', exitCode: 1, terminationReason: 'Skipped', results: [], milliseconds: 0 }],
});

const REPORT: RunReport = {
  name: 'p-local',
  namespace: 'default',
  pipeline: 'p',
  startTime: '2026-03-01T12:00:00Z',
  milliseconds: 2000,
  tasks: [],
  artifacts: [],
  succeeded: false,
  reason: 'Failed',
  message: 'Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 1',
  results: [{ name: 'app', type: 'object', value: { uri: 'u' } }, { name: 'version', type: 'string', value: '1.0' }],
};

const START: RunEvent[] = [
  {
    type: 'run-started',
    name: 'p-local',
    pipeline: 'p',
    tasks: [
      { name: 'build', needs: [], finally: false }, { name: 'check', needs: ['build'], finally: false }, { name: 'tell', needs: [], finally: true },
    ],
  },
  { type: 'warning', message: 'workspace \'w\' is not bound' },
  { type: 'task-queued', task: 'build', taskRun: 'p-local-build' },
  { type: 'task-started', task: 'build', taskRun: 'p-local-build', attempt: 0 },
  { type: 'step-started', task: 'build', taskRun: 'p-local-build', step: 'compile', image: 'node:20' },
  { type: 'output', task: 'build', taskRun: 'p-local-build', step: 'compile', stream: 'stdout', line: '\u001b[32mok\u001b[0m\u0007' },
  { type: 'artifact', task: 'build', taskRun: 'p-local-build', artifact: { action: 'stored', name: 'app', kind: 'file', uri: 'oci-layout:/s', digest: `sha256:${'ab'.repeat(32)}`, size: 1_234_567, milliseconds: 40 } },
];
const END: RunEvent[] = [
  { type: 'task-finished', task: 'build', taskRun: taskRun('build') },
  { type: 'task-retried', task: 'check', taskRun: 'p-local-check', reason: 'StepFailed', message: 'once' },
  { type: 'task-started', task: 'check', taskRun: 'p-local-check', attempt: 1 },
  { type: 'task-finished', task: 'check', taskRun: FAILED },
  { type: 'task-skipped', task: 'tell', reason: 'PipelineRun was stopping' },
  { type: 'run-finished', report: REPORT },
];

function shown(events: readonly RunEvent[], options: Partial<ViewOptions> = {}): string {
  let text = '';
  const view = runView({ write: (part) => { text += part; }, color: false, live: false, verbose: false, ...options });
  for (const event of events) view.onEvent(event);
  return text;
}

const STORED = '  build  stored file app  1.2 MB  sha256:abababababab  40ms  oci-layout:/s';
const CLOSING = [
  '✗ check  StepFailed: "step-lint" exited with code 3: Error',
  '    step lint, exit code 3',
  '    | a.ts:1',
  '    | two problems',
  '- tell   skipped: PipelineRun was stopping',
  'result app = {"uri":"u"}',
  'result version = 1.0',
  '✗ Failed  p: Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 1 (0 artifacts, 2s)',
];

test('a log has a line for everything that happens, and the last lines of what failed', () => {
  expect(shown([...START, ...END]).split('\n')).toEqual([
    'p: 3 tasks', 'warning: workspace \'w\' is not bound', '▶ build  running', STORED, '✓ build  1.5s',
    '✗ check  StepFailed: once, trying again', '▶ check  attempt 2', ...CLOSING, '',
  ]);
});

test('the lines of steps are shown on request, without what they would do to a terminal', () => {
  expect(shown(START, { verbose: true })).toContain('  build  compile | ok\n');
});

test('a terminal has the log above, and below it where each task stands', () => {
  expect(screenOf(shown(START, { live: true, color: true }))).toEqual([
    'p: 3 tasks', 'warning: workspace \'w\' is not bound', STORED,
    '▶ build  compile (node:20)', '· check  waits for build', '· tell   waits for all others',
  ]);
});

test('a terminal keeps the log alone when the run has ended', () => {
  expect(screenOf(shown([...START, ...END], { live: true, color: true }))).toEqual([
    'p: 3 tasks', 'warning: workspace \'w\' is not bound', STORED, '✓ build  1.5s', '✗ check  StepFailed: once, trying again', ...CLOSING,
  ]);
});

test('no line below the log is wider than the terminal, nor are there more than it is high', () => {
  const tasks = Array.from({ length: 30 }, (_, index) => ({ name: `task-${index}`, needs: Array.from({ length: index }, (__, need) => `task-${need}`), finally: false }));
  const text = shown([
    { type: 'run-started', name: 'r', pipeline: 'p', tasks },
    { type: 'task-started', task: 'task-7', taskRun: 'r-task-7', attempt: 0 },
    { type: 'task-finished', task: 'task-3', taskRun: taskRun('task-3') },
  ], { live: true, columns: 40, rows: 10 });
  expect(screenOf(text)).toEqual(['p: 30 tasks', '✓ task-3   1.5s', '▶ task-7   running', 'and 28 waiting, 1 done']);
  const few = screenOf(shown([{ type: 'run-started', name: 'r', pipeline: 'p', tasks: tasks.slice(0, 20) }], { live: true, columns: 40 }));
  expect(few).toHaveLength(21);
  expect(Math.max(...few.map((line) => line.length))).toBeLessThan(40);
  const long = ['a', 'b'].map((letter) => ({ name: letter.repeat(60), needs: [], finally: false }));
  expect(screenOf(shown([{ type: 'run-started', name: 'r', pipeline: 'p', tasks: long }], { live: true, columns: 40 }))).toEqual([
    'p: 2 tasks', `· ${'a'.repeat(25)}  waiting`, `· ${'b'.repeat(25)}  waiting`,
  ]);
});

test('without color there is no control sequence in a log', () => {
  expect(shown([...START, ...END], { verbose: true })).not.toContain('\u001b');
});
