import { output, pipeline, result, runYaml, taskOf, taskRunOf } from './run-yaml';

describe('the DAG', () => {
  test('results flow to later tasks, results of every type', async () => {
    const run = await runYaml(pipeline(`
results:
  - { name: word, value: $(tasks.read.results.word) }
  - { name: list, value: [ "$(tasks.make.results.list[*])" ] }
  - { name: map, value: "$(tasks.make.results.map[*])" }
  - { name: second, value: "$(tasks.make.results.list[1])" }
tasks:
  - name: read
    params:
      - { name: text, value: $(tasks.make.results.text) }
      - { name: list, value: "$(tasks.make.results.list[*])" }
      - { name: map, value: "$(tasks.make.results.map[*])" }
      - { name: key, value: "$(tasks.make.results.map.uri)" }
    taskSpec:
      params:
        - { name: text }
        - { name: list, type: array }
        - { name: map, type: object, properties: { uri: {}, digest: {} } }
        - { name: key }
      results: [ { name: word } ]
      steps:
        - name: s
          image: x
          args: [ "$(params.list[*])" ]
          env:
            - { name: KEY, value: $(params.key) }
            - { name: DIGEST, value: $(params.map.digest) }
          script: |
            printf '%s|' "$(params.text)" "$@" "$(params.list[0])" "$KEY" "$DIGEST" > $(results.word.path)
  - name: make
    taskSpec:
      results:
        - { name: text }
        - { name: list, type: array }
        - { name: map, type: object, properties: { uri: {}, digest: {} } }
      steps:
        - image: x
          script: |
            printf hello > $(results.text.path)
            printf '["a","b c"]' > $(results.list.path)
            printf '{"uri":"u","digest":"d"}' > $(results.map.path)
`));
    expect(run.report).toMatchObject({ succeeded: true, reason: 'Succeeded' });
    expect(result(run, 'word')).toBe('hello|a|b c|a|u|d|');
    expect(result(run, 'list')).toEqual(['a', 'b c']);
    expect(result(run, 'map')).toEqual({ uri: 'u', digest: 'd' });
    expect(result(run, 'second')).toBe('b c');
  });

  test('tasks without edges run at the same time, runAfter waits', async () => {
    const run = await runYaml(pipeline(`
workspaces: [ { name: w } ]
tasks:
  - name: a
    taskSpec: { steps: [ { name: s, image: x, script: "touch $(workspaces.w.path)/a; while [ ! -e $(workspaces.w.path)/b ]; do sleep 0.02; done" } ] }
  - name: b
    taskSpec: { steps: [ { name: s, image: x, script: "touch $(workspaces.w.path)/b; while [ ! -e $(workspaces.w.path)/a ]; do sleep 0.02; done" } ] }
  - name: c
    runAfter: [ a, b ]
    taskSpec: { steps: [ { name: s, image: x, script: "ls $(workspaces.w.path)" } ] }
`), { timeout: '10s' });
    expect(run.report.reason).toBe('Succeeded');
    expect(output(run, 'c')).toEqual(['a', 'b']);
  });

  test('no more TaskRuns at once than the limit', async () => {
    const run = await runYaml(pipeline(`
tasks:
  - name: m
    matrix: { params: [ { name: x, value: [ "1", "2", "3" ] } ] }
    taskSpec: { params: [ { name: x } ], steps: [ { name: s, image: x, script: "true" } ] }
`), { parallel: 1 });
    const order = run.events.flatMap((event) => (event.type === 'task-started' || event.type === 'task-finished' ? [event.type] : []));
    expect(order).toEqual(['task-started', 'task-finished', 'task-started', 'task-finished', 'task-started', 'task-finished']);
  });

  test('a task skipped by its when takes along those that need its results, not those that only run after it', async () => {
    const run = await runYaml(pipeline(`
tasks:
  - name: skipped
    when: [ { input: a, operator: in, values: [ b ] } ]
    taskSpec: { results: [ { name: r } ], steps: [ { image: x, script: "printf x > $(results.r.path)" } ] }
  - name: needs
    params: [ { name: r, value: $(tasks.skipped.results.r) } ]
    taskSpec: { params: [ { name: r } ], steps: [ { image: x, script: "true" } ] }
  - { name: child, runAfter: [ needs ], taskSpec: { steps: [ { image: x, script: "true" } ] } }
  - { name: after, runAfter: [ skipped ], taskSpec: { steps: [ { image: x, script: "true" } ] } }
finally:
  - name: last
    params: [ { name: r, value: $(tasks.skipped.results.r) } ]
    taskSpec: { params: [ { name: r } ], steps: [ { image: x, script: "true" } ] }
`));
    expect(run.report).toMatchObject({ succeeded: true, reason: 'Completed' });
    expect(taskOf(run, 'skipped').skipReason).toBe('When Expressions evaluated to false');
    expect(taskOf(run, 'needs').skipReason).toBe('Results were missing');
    expect(taskOf(run, 'child').skipReason).toBe('Parent Tasks were skipped');
    expect(taskOf(run, 'after').state).toBe('Succeeded');
    expect(taskOf(run, 'last').skipReason).toBe('Results were missing');
  });

  test('a when on an object result of a task decides', async () => {
    const run = await runYaml(pipeline(`
tasks:
  - name: make
    taskSpec: { results: [ { name: r, type: object, properties: { uri: {} } } ], steps: [ { image: x, script: "printf '{\\"uri\\":\\"\\"}' > $(results.r.path)" } ] }
  - name: blank
    when: [ { input: $(tasks.make.results.r.uri), operator: notin, values: [ "" ] } ]
    taskSpec: { steps: [ { image: x, script: "true" } ] }
  - name: full
    when: [ { input: $(tasks.make.results.r.uri), operator: in, values: [ "" ] } ]
    taskSpec: { steps: [ { image: x, script: "true" } ] }
`));
    expect(taskOf(run, 'blank').state).toBe('Skipped');
    expect(taskOf(run, 'full').state).toBe('Succeeded');
  });

  test('fails the run when a green task lacks a result that another needs, and starts nothing else', async () => {
    const run = await runYaml(pipeline(`
tasks:
  - name: make
    taskSpec: { results: [ { name: r } ], steps: [ { image: x, script: "true" } ] }
  - name: needs
    params: [ { name: r, value: $(tasks.make.results.r) } ]
    taskSpec: { params: [ { name: r } ], steps: [ { image: x, script: "true" } ] }
  - { name: sibling, runAfter: [ make ], taskSpec: { steps: [ { image: x, script: "true" } ] } }
`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'PipelineValidationFailed' });
    expect(taskRunOf(run, 'make').succeeded).toBe(true);
    expect(taskOf(run, 'sibling')).toMatchObject({ state: 'Skipped', skipReason: 'PipelineRun was stopping' });
  });

  test('fails: the others stop, finally runs with status and results of the failed task', async () => {
    const run = await runYaml(pipeline(`
results: [ { name: kept, value: $(tasks.bad.results.r) }, { name: never, value: $(tasks.next.results.r) } ]
tasks:
  - name: bad
    taskSpec: { results: [ { name: r } ], steps: [ { name: s, image: x, script: "printf kept > $(results.r.path); echo oh no; exit 3" } ] }
  - { name: next, runAfter: [ bad ], taskSpec: { results: [ { name: r } ], steps: [ { image: x, script: "true" } ] } }
finally:
  - name: report
    params:
      - { name: all, value: $(tasks.status) }
      - { name: bad, value: $(tasks.bad.status)/$(tasks.bad.reason)/$(tasks.next.status) }
      - { name: r, value: $(tasks.bad.results.r) }
    taskSpec:
      params: [ { name: all }, { name: bad }, { name: r } ]
      steps: [ { image: x, script: "echo $(params.all) $(params.bad) $(params.r)" } ]
`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'Failed' });
    expect(run.report.message).toBe('Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 1');
    expect(taskRunOf(run, 'bad')).toMatchObject({ reason: 'StepFailed', message: '"step-s" exited with code 3: Error' });
    expect(taskRunOf(run, 'bad').steps[0]).toMatchObject({ exitCode: 3, terminationReason: 'Error', lastLines: ['oh no'] });
    expect(taskOf(run, 'next').skipReason).toBe('PipelineRun was stopping');
    expect(output(run, 'report')).toEqual(['Failed Failed/StepFailed/None kept']);
    expect(run.report.results).toEqual([{ name: 'kept', type: 'string', value: 'kept' }]);
  });

  test('a failure that is allowed is ignored, its results reach those after it', async () => {
    const run = await runYaml(pipeline(`
tasks:
  - name: bad
    onError: continue
    taskSpec: { results: [ { name: r } ], steps: [ { image: x, script: "printf kept > $(results.r.path); exit 1" } ] }
  - name: next
    params: [ { name: r, value: $(tasks.bad.results.r) } ]
    taskSpec: { params: [ { name: r } ], steps: [ { image: x, script: "echo $(params.r)" } ] }
`));
    expect(run.report).toMatchObject({ succeeded: true, reason: 'Succeeded', message: 'Tasks Completed: 2 (Failed: 1 (Ignored: 1), Cancelled 0), Skipped: 0' });
    expect(taskRunOf(run, 'bad').reason).toBe('FailureIgnored');
    expect(output(run, 'next')).toEqual(['kept']);
  });

  test('fails with invalid pipeline results when a green task did not write one', async () => {
    const run = await runYaml(pipeline(`
results: [ { name: r, value: $(tasks.a.results.r) } ]
tasks: [ { name: a, taskSpec: { results: [ { name: r } ], steps: [ { image: x, script: "true" } ] } } ]
`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'CouldntGetPipelineResult' });
  });

  test('a matrix runs each combination, and its string results come together in the order of the names', async () => {
    const run = await runYaml(pipeline(`
results: [ { name: all, value: [ "$(tasks.m.results.r[*])" ] } ]
tasks:
  - name: m
    matrix:
      params: [ { name: os, value: [ linux, mac ] }, { name: arch, value: [ x, z ] } ]
      include: [ { params: [ { name: os, value: mac }, { name: flag, value: special } ] }, { params: [ { name: os, value: bsd } ] } ]
    taskSpec:
      params: [ { name: os }, { name: arch, default: none }, { name: flag, default: "-" } ]
      results: [ { name: r } ]
      steps: [ { image: x, script: "printf %s '$(params.os)/$(params.arch)/$(params.flag)' > $(results.r.path)" } ]
  - name: join
    params: [ { name: list, value: [ "$(tasks.m.results.r[*])" ] }, { name: count, value: $(tasks.m.matrix.length) } ]
    taskSpec: { params: [ { name: list, type: array }, { name: count } ], steps: [ { image: x, args: [ "$(params.list[*])" ], script: "echo $(params.count) $#" } ] }
`));
    expect(result(run, 'all')).toEqual(['linux/x/-', 'mac/x/special', 'linux/z/-', 'mac/z/special', 'bsd/none/-']);
    expect(output(run, 'join')).toEqual(['5 5']);
  });

  test('a matrix fans out over an array result, none at all for an empty one', async () => {
    const run = await runYaml(pipeline(`
tasks:
  - name: list
    taskSpec: { results: [ { name: some, type: array }, { name: none, type: array } ], steps: [ { image: x, script: "printf '[\\"a\\",\\"b\\"]' > $(results.some.path); printf '[]' > $(results.none.path)" } ] }
  - name: each
    matrix: { params: [ { name: x, value: "$(tasks.list.results.some[*])" } ] }
    taskSpec: { params: [ { name: x } ], steps: [ { image: x, script: "echo $(params.x)" } ] }
  - name: nothing
    matrix: { params: [ { name: x, value: "$(tasks.list.results.none[*])" } ] }
    taskSpec: { params: [ { name: x } ], steps: [ { image: x, script: "echo $(params.x)" } ] }
`));
    expect(output(run, 'each').sort()).toEqual(['a', 'b']);
    expect(taskOf(run, 'each').taskRuns.map(({ name }) => name)).toEqual(['p-local-each-0', 'p-local-each-1']);
    expect(taskOf(run, 'nothing').skipReason).toBe('Matrix Parameters have an empty array');
  });

  test('results reach an inline Task without a param', async () => {
    const run = await runYaml(pipeline(`
tasks:
  - { name: use, taskSpec: { steps: [ { image: x, script: "echo $(tasks.make.results.r)" } ] } }
  - { name: make, taskSpec: { results: [ { name: r } ], steps: [ { image: x, script: "printf direct > $(results.r.path)" } ] } }
`));
    expect(output(run, 'use')).toEqual(['direct']);
  });
});
