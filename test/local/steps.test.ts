import { output, pipeline, result, runYaml, task, taskRunOf } from './run-yaml';

describe('the steps of a Task', () => {
  test('step results reach later steps, step when and task results', async () => {
    const run = await runYaml(task(`
results: [ { name: out, type: object, properties: { uri: {} }, value: "$(steps.make.results.ref)" } ]
steps:
  - name: make
    image: x
    results: [ { name: go }, { name: list, type: array }, { name: ref, type: object, properties: { uri: { type: string } } } ]
    script: |
      printf yes > $(step.results.go.path)
      printf '["a","b"]' > $(step.results.list.path)
      printf '{"uri":"u"}' > $(step.results.ref.path)
  - name: use
    image: x
    when: [ { input: $(steps.make.results.go), operator: in, values: [ "yes" ] } ]
    env: [ { name: URI, value: "<$(steps.make.results.ref.uri)>" } ]
    command: [ sh, -c, 'echo $URI "$@"', x ]
    args: [ "$(steps.make.results.list[*])", "$(steps.make.results.list[0])" ]
  - name: other
    image: x
    when: [ { input: $(steps.make.results.go), operator: in, values: [ "no" ] } ]
    script: exit 9
  - name: unwritten
    image: x
    when: [ { input: $(steps.use.results.never), operator: in, values: [ "" ] } ]
    script: exit 9
`));
    expect(run.report).toMatchObject({ succeeded: true, reason: 'Succeeded' });
    expect(output(run, 't')).toContain('<u> a b a');
    expect(run.report.results).toEqual([{ name: 'out', type: 'object', value: { uri: 'u' } }]);
    const { steps } = taskRunOf(run, 't');
    expect(steps.map(({ name, exitCode, terminationReason }) => [name, exitCode, terminationReason])).toEqual([
      ['make', 0, 'Completed'], ['use', 0, 'Completed'], ['other', 0, 'Skipped'], ['unwritten', 0, 'Skipped'],
    ]);
  });

  test('onError continue hands the exit code to later steps, all of which run', async () => {
    const run = await runYaml(task(`
steps:
  - { name: bad, image: x, onError: continue, script: "exit 7" }
  - { name: dead, image: x, onError: continue, script: "kill -9 $$" }
  - { name: after, image: x, script: "cat $(steps.step-bad.exitCode.path); echo; cat $(steps.step-dead.exitCode.path); echo" }
`));
    expect(run.report.succeeded).toBe(true);
    expect(output(run, 't')).toEqual(['7', '-1']);
    expect(taskRunOf(run, 't').steps.map(({ terminationReason }) => terminationReason)).toEqual(['Continued', 'Continued', 'Completed']);
  });

  test('fails at the first failing step, those after it are skipped, results so far are kept', async () => {
    const run = await runYaml(task(`
results: [ { name: r }, { name: s, value: $(steps.a.results.s) } ]
steps:
  - { name: a, image: x, results: [ { name: s } ], script: "printf one > $(results.r.path); printf two > $(step.results.s.path)" }
  - { name: b, image: x, script: "kill -TERM $$" }
  - { name: c, image: x, script: "true" }
`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'StepFailed' });
    expect(run.report.message).toContain('"step-b" exited with code 255');
    expect(run.report.results.map(({ name, value }) => [name, value])).toEqual([['r', 'one'], ['s', 'two']]);
    expect(taskRunOf(run, 't').steps[2]).toMatchObject({ exitCode: 1, terminationReason: 'Skipped' });
  });

  test.each([
    ['a step timeout', '{ name: a, image: x, onError: continue, timeout: 100ms, script: "sleep 20" }', '"step-a" exited because the step exceeded the specified timeout limit'],
    ['a missing command', '{ name: a, image: x, onError: continue, command: [ no-such-program ] }', 'no-such-program'],
    ['a step without a command', '{ name: a, image: some/image }', 'give the step a command or script'],
  ])('fails on %s, onError continue or not', async (_name, step, message) => {
    const run = await runYaml(task(`steps: [ ${step} ]`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'StepFailed' });
    expect(run.report.message).toContain(message);
  });

  test('fails a step that reads an element which a step result does not have, and skips the rest', async () => {
    const run = await runYaml(task(`
steps:
  - { name: make, image: x, results: [ { name: list, type: array } ], script: "printf '[\\"a\\"]' > $(step.results.list.path)" }
  - { name: use, image: x, onError: continue, command: [ echo, "$(steps.make.results.list[1])" ] }
  - { name: after, image: x, script: "true" }
`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'StepFailed' });
    expect(run.report.message).toBe('"step-use" exited with code 2: Error (\'$(steps.make.results.list[1])\' is out of range, the result has 1 elements)');
    expect(taskRunOf(run, 't').steps.map(({ terminationReason }) => terminationReason)).toEqual(['Completed', 'Error', 'Skipped']);
    expect(output(run, 't')).toEqual([]);
  });

  test('a step may give its own termination reason', async () => {
    const run = await runYaml(task(`
steps: [ { name: a, image: x, script: "echo '[{\\"key\\":\\"Reason\\",\\"value\\":\\"DigestMismatch: sbom\\",\\"type\\":3}]' > /tekton/termination; exit 31" } ]
`));
    expect(taskRunOf(run, 't').steps[0]).toMatchObject({ exitCode: 31, terminationReason: 'DigestMismatch: sbom' });
  });

  test('a retry starts anew: no results, no files, the next retry count', async () => {
    const run = await runYaml(pipeline(`
results: [ { name: r, value: $(tasks.a.results.r) } ]
workspaces: [ { name: w } ]
tasks:
  - name: a
    retries: 2
    taskSpec:
      results: [ { name: r }, { name: early } ]
      volumes: [ { name: v } ]
      steps:
        - name: s
          image: x
          env: [ { name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } } ]
          volumeMounts: [ { name: v, mountPath: /v } ]
          script: |
            test ! -e /v/seen; touch /v/seen
            echo $(context.task.retry-count) $POD
            [ $(context.task.retry-count) = 1 ] || { printf x > $(results.early.path); exit 1; }
            printf ok > $(results.r.path)
`));
    expect(run.report.succeeded).toBe(true);
    expect(output(run, 'a')).toEqual(['0 p-local-a-pod', '1 p-local-a-pod-retry1']);
    const report = taskRunOf(run, 'a');
    expect(report.retries.map(({ reason, results }) => [reason, results.length])).toEqual([['StepFailed', 1]]);
    expect(report.results.map(({ name }) => name)).toEqual(['r']);
    expect(result(run, 'r')).toBe('ok');
  });

  test('stepTemplate goes into every step, a blank value does not blank it', async () => {
    const run = await runYaml(task(`
stepTemplate: { image: x, env: [ { name: A, value: template }, { name: B, value: template } ], workingDir: /workspace/dir }
steps:
  - { name: one, env: [ { name: A, value: own }, { name: B, value: "" } ], script: "echo $A $B; pwd" }
`));
    expect(output(run, 't')).toEqual(['own template', '/workspace/dir']);
  });

  test('a StepAction takes the place of the step that refers to it', async () => {
    const run = await runYaml(task(`
params: [ { name: who, default: world } ]
results: [ { name: said, value: $(steps.greet.results.said) } ]
steps:
  - { name: first, image: x, results: [ { name: list, type: array } ], script: "printf '[\\"p\\",\\"q\\"]' > $(step.results.list.path)" }
  - { name: greet, ref: { name: greet }, params: [ { name: who, value: $(params.who) }, { name: list, value: "$(steps.first.results.list[*])" } ] }
`, `
apiVersion: tekton.dev/v1beta1
kind: StepAction
metadata: { name: greet }
spec:
  image: x
  params: [ { name: who }, { name: text, default: "hello $(params.who)" }, { name: list, type: array } ]
  results: [ { name: said } ]
  env: [ { name: TEXT, value: $(params.text) } ]
  command: [ sh, -c, 'printf %s "$TEXT $*" > $(step.results.said.path)', x ]
  args: [ "$(params.list[*])" ]
`));
    expect(run.report.results).toEqual([{ name: 'said', type: 'string', value: 'hello world p q' }]);
  });

  test('sidecars are ready before the first step and end with the last', async () => {
    const run = await runYaml(task(`
sidecars:
  - { name: server, image: x, script: "sleep 0.2; touch /workspace/ready; sleep 60", readinessProbe: { exec: { command: [ test, -e, /workspace/ready ] } } }
steps: [ { name: s, image: x, script: "test -e /workspace/ready" } ]
`), { timeout: '20s' });
    expect(run.report.reason).toBe('Succeeded');
    expect(run.report.milliseconds).toBeLessThan(10_000);
  });

  test('fails when the sidecar failed', async () => {
    const run = await runYaml(task(`
sidecars: [ { name: bad, image: x, script: "touch /workspace/gone; exit 4" } ]
steps: [ { name: s, image: x, script: "while [ ! -e /workspace/gone ]; do sleep 0.02; done; sleep 0.2" } ]
`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'SidecarFailed', message: '"sidecar-bad" exited with code 4: Error' });
  });

  test('what a step leaves in the background ends with it', async () => {
    const run = await runYaml(task('steps: [ { name: a, image: x, script: "sleep 60 & echo started" } ]'));
    expect(run.report.succeeded).toBe(true);
    expect(run.report.milliseconds).toBeLessThan(10_000);
  });

  test('output goes to the files of stdoutConfig and stderrConfig too', async () => {
    const run = await runYaml(task(`
results: [ { name: log } ]
steps:
  - { name: a, image: x, stdoutConfig: { path: $(results.log.path) }, stderrConfig: { path: /workspace/err }, script: "printf out; printf err >&2" }
  - { name: b, image: x, script: "cat /workspace/err" }
`));
    expect(run.report.results[0].value).toBe('out');
    expect(output(run, 't')).toContain('err');
  });
});

describe('results', () => {
  test.each([
    ['text where a list is declared', '{ name: r, type: array }', 'printf text', 'Provided results don\'t match declared results'],
    ['an object without a declared key', '{ name: r, type: object, properties: { uri: {}, digest: {} } }', "printf '{\\\"uri\\\":\\\"\\\"}'", 'r.digest'],
  ])('fails on %s', async (_name, declared, command, message) => {
    const run = await runYaml(task(`
results: [ ${declared} ]
steps: [ { name: s, image: x, script: "${command} > $(results.r.path)" } ]
`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'TaskRunValidationFailed' });
    expect(run.report.message).toContain(message);
  });

  test('fails on results over 4096 bytes as a cluster does', async () => {
    const run = await runYaml(task(`
results: [ { name: r } ]
steps: [ { name: s, image: x, command: [ sh, -c, "head -c 4000 /dev/zero | tr '\\\\0' a > $(results.r.path)" ] } ]
`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'StepFailed', results: [] });
    expect(run.report.message).toContain('a step may hand over 4096');
  });

  // 2 steps, one script: 4 containers, 3072. StartedAt costs 65 bytes, the result 32 and its value, the exit code 40.
  test.each([[2935, true], [2936, false]])('a result of %d bytes of a step that may fail and does is read: %s', async (size, fits) => {
    const run = await runYaml(task(`
results: [ { name: r } ]
steps:
  - { name: a, image: x, onError: continue, script: "head -c ${size} /dev/zero | tr '\\\\0' a > $(results.r.path); exit 7" }
  - { name: b, image: x, command: [ rm, $(results.r.path) ] }
`));
    expect(run.report.succeeded).toBe(fits);
    expect(run.report.results).toHaveLength(fits ? 1 : 0);
  });

  // 3 steps, one script: 5 containers, 12288 / 5 = 2457. StartedAt costs 65 bytes, the result 32 and its value.
  test.each([[2360, true], [2361, false]])('a result of %d bytes in a pod of five containers is read: %s', async (size, fits) => {
    const run = await runYaml(task(`
results: [ { name: r, value: $(steps.last.results.r) } ]
steps:
  - { name: a, image: x, command: [ "true" ] }
  - { name: b, image: x, script: "true" }
  - { name: last, image: x, results: [ { name: r } ], command: [ sh, -c, "head -c ${size} /dev/zero | tr '\\\\0' a > $(step.results.r.path)" ] }
`));
    expect(run.report.succeeded).toBe(fits);
    if (fits) return;
    expect(run.report.reason).toBe('TaskRunResultLargerThanAllowedLimit');
    expect(run.report.message).toContain('its share in a pod of 5 containers is 2457: a cluster would lose them all and stay green');
  });
});
