import { Artifact, definePipeline, defineTask, PipelineRun, TaskRun } from '../../../src';
import { exitCodesOf, inNamespace, reasonOf, referenceOf } from '../case';
import { readManifest } from '../registry';
import { IMAGE } from '../tasks';

/** Prints one line for everything below a directory: type, access for owner, size or target, digest and name. */
const LISTING = `
const { createHash } = require('crypto');
const { lstatSync, readdirSync, readFileSync, readlinkSync } = require('fs');
function* list(path, name = '.') {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) yield ['l', readlinkSync(path), name];
  else if (stat.isDirectory()) {
    yield ['d', name];
    for (const entry of readdirSync(path).sort()) yield* list(path + '/' + entry, name + '/' + entry);
  } else yield ['f', stat.mode & 0o100 ? 'x' : '-', stat.size, createHash('sha256').update(readFileSync(path)).digest('hex'), name];
}
const hash = (tree) => createHash('sha256').update([...list(tree)].map((entry) => JSON.stringify(entry)).join('\\n')).digest('hex');
`;

/** Writes trees of every kind; `OUT_<name>` are their directories. */
const TREES = `#!/usr/bin/env node
const { chmodSync, mkdirSync, symlinkSync, writeFileSync } = require('fs');
const { randomBytes } = require('crypto');
const { OUT_names: names, OUT_many: many, OUT_large: large } = process.env;
for (const name of ['with space', 'ünï-çødé', '日本', '-leading', '--version', 'quote\\'s "q"', 'back\\\\slash', 'new\\nline', '*', 'x'.repeat(255), '.hidden', 'empty file']) {
  writeFileSync(names + '/' + name, name === 'empty file' ? '' : name);
}
let deep = names;
for (let level = 0; level < 30; level++) mkdirSync(deep += '/directory ' + level);
writeFileSync(deep + '/leaf', 'leaf');
mkdirSync(names + '/empty directory');
writeFileSync(names + '/program', '#!/bin/sh\\necho ran');
chmodSync(names + '/program', 0o755);
symlinkSync('program', names + '/link');
symlinkSync('empty directory', names + '/link to directory');
symlinkSync('no such file', names + '/dangling');
for (let i = 0; i < 10000; i++) {
  if (i % 100 === 0) mkdirSync(many + '/' + i / 100);
  writeFileSync(many + '/' + Math.floor(i / 100) + '/' + i, String(i));
}
writeFileSync(large + '/random', randomBytes(100e6));
writeFileSync(large + '/zeros', Buffer.alloc(20e6));
`;

const KINDS = ['names', 'many', 'large'] as const;
const trees = { names: Artifact.directory(), many: Artifact.directory(), large: Artifact.directory() };

test.concurrent('trees of every kind arrive byte for byte', inNamespace('trees', async (test) => {
  await test.apply((chart) => {
    const make = defineTask(chart, 'make', { outputs: trees, results: { hashes: {} } });
    const outputs = Object.fromEntries(KINDS.map((name) => [`OUT_${name}`, make.outputs[name].path]));
    make.addStep('make', { image: IMAGE, env: outputs, script: TREES });
    make.addStep('hash', {
      image: IMAGE,
      env: { ...outputs, RESULT: make.results.hashes.path },
      script: `#!/usr/bin/env node
${LISTING}require('fs').writeFileSync(process.env.RESULT, ${JSON.stringify(KINDS)}.map((name) => hash(process.env['OUT_' + name])).join(' '));`,
    });
    const check = defineTask(chart, 'check', { inputs: trees, results: { hashes: {} } });
    check.addStep('hash', {
      image: IMAGE,
      env: { ...Object.fromEntries(KINDS.map((name) => [`IN_${name}`, check.inputs[name].path])), RESULT: check.results.hashes.path },
      script: `#!/usr/bin/env node
${LISTING}require('fs').writeFileSync(process.env.RESULT, ${JSON.stringify(KINDS)}.map((name) => hash(process.env['IN_' + name])).join(' '));`,
    });
    // What was fetched runs, and may be changed and removed.
    check.addStep('use', {
      image: IMAGE,
      env: { NAMES: check.inputs.names.path },
      script: 'set -e; cd "$NAMES"; test "$(./link)" = ran; mv program elsewhere; rm -rf "directory 0"; echo x > "empty file"',
    });
    const pipeline = definePipeline(chart, 'p', {});
    pipeline.addTask('check', check, { inputs: pipeline.addTask('make', make).outputs });
    new PipelineRun(chart, 'run', { pipeline });
  });

  expect(reasonOf(await test.pipelineRun('run', 420))).toBe('Succeeded');
  const made = await test.resultOf('run', 'make', 'hashes');
  expect(made).toMatch(/^[0-9a-f]{64}( [0-9a-f]{64}){2}$/);
  expect(await test.resultOf('run', 'check', 'hashes')).toBe(made);
}));

test.concurrent('many consumers read many producers, each its own content', inNamespace('many', async (test) => {
  await test.apply((chart) => {
    const make = defineTask(chart, 'make', { params: { text: {} }, outputs: { file: Artifact.file(), tree: Artifact.directory() } });
    make.addStep('write', {
      image: IMAGE,
      env: { TEXT: make.params.text },
      script: `printf "file $TEXT" > ${make.outputs.file.path}; printf "tree $TEXT" > ${make.outputs.tree.path}/content`,
    });
    const read = defineTask(chart, 'read', {
      inputs: { one: Artifact.file(), other: Artifact.directory(), all: Artifact.files(), none: Artifact.file({ optional: true }) },
      results: { text: {} },
    });
    const { one, other, all, none } = read.inputs;
    read.addStep('read', {
      image: IMAGE,
      script: `(cat ${one.path} ${other.path}/content; for file in ${all.path}/*; do cat $file; done; test -e ${none.path} || echo .) > ${read.results.text.path}`,
    });
    const pipeline = definePipeline(chart, 'p', {});
    const made = ['a', 'b', 'c'].map((text) => pipeline.addTask(`make-${text}`, make, { params: { text } }));
    const files = made.map(({ outputs }) => outputs.file);
    pipeline.addTask('read-ab', read, { inputs: { one: made[0].outputs.file, other: made[1].outputs.tree, all: files } });
    pipeline.addTask('read-ca', read, { inputs: { one: made[2].outputs.file, other: made[0].outputs.tree, all: [...files].reverse() } });
    new PipelineRun(chart, 'run', { pipeline });
  });

  expect(reasonOf(await test.pipelineRun('run'))).toBe('Succeeded');
  expect(await test.resultOf('run', 'read-ab', 'text')).toBe('file atree bfile afile bfile c.\n');
  expect(await test.resultOf('run', 'read-ca', 'text')).toBe('file ctree afile cfile bfile a.\n');
}));

test.concurrent('what is empty, missing or of another kind is told apart', inNamespace('empty', async (test) => {
  await test.apply((chart) => {
    const write = defineTask(chart, 'write', { outputs: { nothing: Artifact.file(), holder: Artifact.directory() } });
    write.addStep('write', { image: IMAGE, script: `: > ${write.outputs.nothing.path}; mkdir ${write.outputs.holder.path}/inner` });
    const read = defineTask(chart, 'read', { inputs: { nothing: Artifact.file(), holder: Artifact.directory() }, results: { text: {} } });
    read.addStep('read', {
      image: IMAGE,
      script: `(stat -c %s ${read.inputs.nothing.path}; ls -A ${read.inputs.holder.path}) > ${read.results.text.path}`,
    });
    const pipeline = definePipeline(chart, 'p', {});
    pipeline.addTask('read', read, { inputs: pipeline.addTask('write', write).outputs });
    new PipelineRun(chart, 'empty', { pipeline });

    for (const [name, script] of [['untouched', 'true'], ['a-file', 'rmdir "$TREE"; echo > "$TREE"']]) {
      const task = defineTask(chart, name, { outputs: { tree: Artifact.directory() } });
      task.addStep('write', { image: IMAGE, env: { TREE: task.outputs.tree.path }, script });
      new TaskRun(chart, `${name}-run`, { task });
    }
  });

  expect(reasonOf(await test.pipelineRun('empty'))).toBe('Succeeded');
  expect(await test.resultOf('empty', 'read', 'text')).toBe('0\ninner\n');
  for (const [name, code] of [['untouched-run', 24], ['a-file-run', 25]]) {
    const run = await test.taskRun(String(name));
    expect([name, exitCodesOf(run)['upload-artifacts']]).toEqual([name, code]);
  }
}));

test.concurrent('the same content again has the same digest, and is stored under a tag of its run', inNamespace('same', async (test) => {
  await test.apply((chart) => {
    const task = defineTask(chart, 'make', { outputs: { tree: Artifact.directory() } });
    task.addStep('make', { image: IMAGE, script: `seq 100000 > ${task.outputs.tree.path}/numbers` });
    for (const run of ['first', 'second']) new TaskRun(chart, run, { task });
  });

  const [first, second] = await Promise.all(['first', 'second'].map(async (name) => readManifest(referenceOf(await test.taskRun(name), 'tree'))));
  expect(second.layers).toEqual(first.layers);
  expect(first.layers[0].mediaType).toBe('application/vnd.tekton.artifact.tar+gzip');
  expect(first.annotations).toMatchObject({ 'dev.tekton.artifact/taskrun': 'first', 'dev.tekton.artifact/namespace': test.namespace });
}));
