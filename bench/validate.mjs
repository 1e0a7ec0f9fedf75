// How long does `cdk8s-tekton validate` take to start, and how long for 1,000 documents?
//
//   node scripts/bundle.mjs && node bench/validate.mjs [pairs]
//
// The targets: a start below 150 ms, 1,000 documents below 1 s after it. Each run is a process of its own. A run over 1,000
// documents stands beside one over a single document, so that the difference of a pair is what the documents take; an empty
// program of Node stands beside a start. What counts is the median of the pairs. On a busy machine the times grow, the ratios
// hardly do.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../bin/cdk8s-tekton', import.meta.url));
const DOCUMENTS = 1000;
const PAIRS = Number(process.argv[2] ?? 9);

const folder = mkdtempSync(join(tmpdir(), 'bench-validate-'));
try {
  for (const name of ['one', 'files']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'one', 'task.yaml'), taskOf(0));
  // As repositories have them: ten objects a file.
  for (let file = 0; file < DOCUMENTS / 10; file += 1) {
    writeFileSync(join(folder, 'files', `tasks-${file}.yaml`), Array.from({ length: 10 }, (_, index) => taskOf(file * 10 + index)).join('---\n'));
  }
  run(['--version']);
  const rows = Array.from({ length: PAIRS }, () => ({
    node: time(['-e', '0']),
    help: run(['validate', '--help']),
    one: run(['validate', join(folder, 'one')]),
    many: run(['validate', join(folder, 'files')]),
    all: run(['validate', join(folder, 'files'), '--pack', 'tekton,digest,configuration,security,best-practice,konflux']),
  }));
  show('an empty program of node', rows.map(({ node }) => node));
  show('validate --help', rows.map(({ help }) => help), rows.map(({ help, node }) => help / node));
  show('validate, one document', rows.map(({ one }) => one), rows.map(({ one, node }) => one / node));
  show(`${DOCUMENTS} documents more`, rows.map(({ many, one }) => many - one), rows.map(({ many, one }) => many / one));
  show('the same by all packs', rows.map(({ all, one }) => all - one), rows.map(({ all, one }) => all / one));
} finally {
  rmSync(folder, { recursive: true });
}

/** Milliseconds from outside, start and end of the process included. */
function time(args) {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status === null || status > 1) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return performance.now() - started;
}

function run(args) {
  return time([PROGRAM, ...args]);
}

function show(what, times, ratios) {
  const ratio = ratios ? `  ${median(ratios).toFixed(2)} times the other of its pair` : '';
  console.log(`${what.padEnd(26)} ${median(times).toFixed(0).padStart(5)} ms (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)})${ratio}`);
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/** A Task as people write them, with nothing to find but a tag. */
function taskOf(number) {
  return `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: build-${number}
  labels: {app: demo}
spec:
  params:
    - {name: revision, type: string, default: main}
    - {name: flags, type: array, default: []}
  workspaces: [{name: source}]
  results: [{name: commit, description: what was built}]
  steps:
    - name: build
      image: golang:1.24@sha256:${'0'.repeat(64)}
      workingDir: $(workspaces.source.path)
      env: [{name: REVISION, value: $(params.revision)}]
      args: ["$(params.flags[*])"]
      script: |
        #!/bin/sh
        set -eu
        git checkout "$REVISION"
        go build "$@" ./...
        git rev-parse HEAD > $(results.commit.path)
    - name: test
      image: golang:1.24@sha256:${'0'.repeat(64)}
      computeResources: {requests: {cpu: 500m, memory: 1Gi}}
      command: [go, test, ./...]
`;
}
