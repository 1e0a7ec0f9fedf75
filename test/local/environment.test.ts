import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output, runYaml, task, taskRunOf, withDirectory } from './run-yaml';

const CONFIG = `
apiVersion: v1
kind: ConfigMap
metadata: { name: c }
data: { a: "1", b: two }
binaryData: { bin: AAEC }
---
apiVersion: v1
kind: Secret
metadata: { name: s }
data: { password: aHVudGVyMg== }
stringData: { plain: text }`;

describe('volumes', () => {
  test('an emptyDir is shared by the steps of a Task, subPaths are directories of it', async () => {
    const run = await runYaml(task(`
volumes: [ { name: v, emptyDir: {} } ]
steps:
  - { name: a, image: x, volumeMounts: [ { name: v, mountPath: /var/artifacts/outputs, subPath: outputs }, { name: v, mountPath: /var/artifacts/.mkdir/r, subPath: outputs/r } ], script: "rm -rf /var/artifacts/outputs/r && mkdir /var/artifacts/outputs/r && echo x > /var/artifacts/outputs/r/f; ls -A /var/artifacts" }
  - { name: b, image: x, volumeMounts: [ { name: v, mountPath: /in } ], script: "cat /in/outputs/r/f; cd /in/outputs && pwd" }
`));
    expect(output(run, 't')).toEqual(['.mkdir', 'outputs', 'x', '/in/outputs']);
  });

  test('ConfigMaps, Secrets and fields of the pod become files', async () => {
    const run = await runYaml(task(`
volumes:
  - { name: c, configMap: { name: c } }
  - { name: i, configMap: { name: c, items: [ { key: a, path: deep/one, mode: 0400 } ] } }
  - { name: s, secret: { secretName: s } }
  - { name: none, configMap: { name: missing, optional: true } }
  - { name: p, projected: { sources: [ { configMap: { name: c, items: [ { key: b, path: b } ] } }, { secret: { name: s, items: [ { key: plain, path: plain } ] } }, { downwardAPI: { items: [ { path: ns, fieldRef: { fieldPath: metadata.namespace } } ] } } ] } }
  - { name: d, downwardAPI: { items: [ { path: annotations, fieldRef: { fieldPath: metadata.annotations } }, { path: task, fieldRef: { fieldPath: "metadata.labels['tekton.dev/task']" } } ] } }
steps:
  - name: s
    image: x
    volumeMounts: [ { name: c, mountPath: /c }, { name: i, mountPath: /i }, { name: s, mountPath: /s }, { name: none, mountPath: /none }, { name: p, mountPath: /p }, { name: d, mountPath: /d }, { name: c, mountPath: /file, subPath: b } ]
    script: |
      cat /c/a /c/b; echo; od -An -tx1 /c/bin
      cat /i/deep/one; stat -c ' %a' /i/deep/one
      cat /s/password /s/plain; echo; ls /none /p
      cat /d/annotations; echo; cat /d/task; echo; cat /file
`, CONFIG), { annotations: { 'a.b/c': 'say "hi"\nthere', 'a': 'x' } });
    expect(output(run, 't').join('\n')).toBe(
      '1two\n 00 01 02\n1 400\nhunter2text\n/none:\n\n/p:\nb\nns\nplain\na="x"\na.b/c="say \\"hi\\"\\nthere"\nt\ntwo');
  });

  test.each([
    ['a ConfigMap that is not there', 'configMap: { name: nope }', "ConfigMap 'nope', which is not in the input"],
    ['a key that is not there', 'configMap: { name: c, items: [ { key: z, path: z } ] }', "key 'z' of ConfigMap 'c', expected one of bin, a, b"],
    ['a hostPath', 'hostPath: { path: /etc }', "hostPath '/etc': allow it, or use an emptyDir"],
  ])('fails on %s', async (_name, source, message) => {
    const run = await runYaml(task(`
volumes: [ { name: v, ${source} } ]
steps: [ { name: s, image: x, volumeMounts: [ { name: v, mountPath: /v } ], script: "true" } ]
`, CONFIG));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'CreateContainerConfigError' });
    expect(run.report.message).toContain(message);
  });

  test.each([
    ['a volume that is not declared', '[ { name: other, mountPath: /v } ]', "mounts volume 'other'"],
    ['one path mounted twice', '[ { name: v, mountPath: /v }, { name: v, mountPath: /v/ } ]', "mounts '/v' twice"],
  ])('fails on %s', async (_name, mounts, message) => {
    const run = await runYaml(task(`volumes: [ { name: v } ]\nsteps: [ { name: s, image: x, volumeMounts: ${mounts}, script: "true" } ]`));
    expect(run.report).toMatchObject({ succeeded: false, reason: 'PodCreationFailed' });
    expect(run.report.message).toContain(message);
  });
});

describe('env', () => {
  test('values expand earlier ones, arguments all, sources are read', async () => {
    const run = await runYaml(task(`
params: [ { name: map, default: c } ]
steps:
  - name: s
    image: x
    envFrom: [ { prefix: C_, configMapRef: { name: c } }, { secretRef: { name: none, optional: true } } ]
    env:
      - { name: A, value: "$(C_b)-$(LATER)-$$(C_b)" }
      - { name: LATER, value: later }
      - { name: KEY, valueFrom: { configMapKeyRef: { name: $(params.map), key: a } } }
      - { name: PASSWORD, valueFrom: { secretKeyRef: { name: s, key: password } } }
      - { name: GONE, valueFrom: { configMapKeyRef: { name: c, key: zz, optional: true } } }
      - { name: NOTE, valueFrom: { fieldRef: { fieldPath: "metadata.annotations['note']" } } }
      - { name: RUN, valueFrom: { fieldRef: { fieldPath: "metadata.labels['tekton.dev/pipelineRun']" } } }
    command: [ sh, -c, 'echo "$A" $KEY $PASSWORD "\${GONE-unset}" "[$NOTE]" "[$RUN]" "$1" "$2"', x ]
    args: [ "$(LATER)", "$$(LATER) $(UNKNOWN)" ]
`, CONFIG), { annotations: { note: 'n' } });
    expect(output(run, 't')).toEqual(['two-$(LATER)-$(C_b) 1 hunter2 unset [n] [] later $(LATER) $(UNKNOWN)']);
  });

  test('steps have a home and a temporary directory of their own, and see no other variables', async () => {
    const run = await runYaml(task('steps: [ { name: s, image: x, script: "echo ${SECRET-none} ${LET-none}; touch $HOME/h $TMPDIR/t /tmp/u; ls /tmp" } ]'), {
      environment: { ...process.env, SECRET: 'leak', LET: 'in', HOME: '/nowhere' }, inheritEnv: ['LET'],
    });
    expect(output(run, 't')).toEqual(['none in', 't', 'u']);
    expect(existsSync(join(tmpdir(), 'u'))).toBe(false);
  });

  test('a podTemplate gives env and volumes to every step, that of taskRunSpecs over that of the run', async () => {
    const run = await runYaml(`
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
  taskRunTemplate: { podTemplate: { env: [ { name: A, value: run }, { name: B, value: run } ], volumes: [ { name: v, configMap: { name: c } } ] } }
  taskRunSpecs: [ { pipelineTaskName: b, podTemplate: { env: [ { name: A, value: own } ] } } ]
  pipelineSpec:
    tasks:
      - { name: a, taskSpec: { steps: [ { name: s, image: x, env: [ { name: B, value: step } ], volumeMounts: [ { name: v, mountPath: /v } ], script: "echo $A $B $(cat /v/b)" } ] } }
      - { name: b, taskSpec: { steps: [ { name: s, image: x, script: "echo $A $B" } ] } }
---
${CONFIG}`);
    expect([output(run, 'a'), output(run, 'b')]).toEqual([['run run two'], ['own run']]);
  });

  test('annotations of the run win over those of the Pipeline and the inline Task, taskRunSpecs over all', async () => {
    const run = await runYaml(`
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: p, annotations: { k: pipeline, only: pipeline, spec: pipeline } }
spec:
  tasks:
    - name: a
      taskSpec:
        metadata: { annotations: { k: task, low: task }, labels: { l: task } }
        volumes: [ { name: d, downwardAPI: { items: [ { path: a, fieldRef: { fieldPath: metadata.annotations } }, { path: l, fieldRef: { fieldPath: metadata.labels } } ] } } ]
        steps: [ { name: s, image: x, volumeMounts: [ { name: d, mountPath: /d } ], script: "cat /d/a; echo; cat /d/l" } ]
---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r, annotations: { k: run } }
spec:
  pipelineRef: { name: p }
  taskRunSpecs: [ { pipelineTaskName: a, metadata: { annotations: { spec: taskRunSpec } } } ]
`, { annotations: { top: 'asked' } });
    const lines = output(run, 'a');
    expect(lines.slice(0, 5)).toEqual(['k="run"', 'low="task"', 'only="pipeline"', 'spec="taskRunSpec"', 'top="asked"']);
    expect(lines).toEqual(expect.arrayContaining(['l="task"', 'tekton.dev/pipeline="p"', 'tekton.dev/pipelineRun="r"', 'tekton.dev/pipelineTask="a"', 'tekton.dev/taskRun="r-a"', 'tekton.dev/memberOf="tasks"']));
    expect(lines.some((line) => line.startsWith('tekton.dev/task='))).toBe(false);
  });
});

describe('workspaces', () => {
  test('every kind of binding, subPaths, optional and isolated ones', async () => {
    const run = await runYaml(`
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: p }
spec:
  workspaces: [ { name: claim }, { name: shared }, { name: empty }, { name: config }, { name: secret }, { name: none, optional: true } ]
  tasks:
    - name: write
      workspaces: [ { name: c, workspace: claim, subPath: sub }, { name: shared }, { name: empty } ]
      taskSpec:
        workspaces: [ { name: c }, { name: shared }, { name: empty, mountPath: /elsewhere } ]
        steps:
          - { name: a, image: x, script: "echo c > $(workspaces.c.path)/f; echo s > $(workspaces.shared.path)/f; echo e > $(workspaces.empty.path)/f; echo $(workspaces.empty.path) $(workspaces.c.bound)" }
    - name: read
      runAfter: [ write ]
      workspaces: [ { name: claim }, { name: shared }, { name: empty }, { name: config }, { name: secret } ]
      taskSpec:
        workspaces: [ { name: claim }, { name: shared, mountPath: /s }, { name: empty }, { name: config }, { name: secret }, { name: none, optional: true } ]
        steps:
          - { name: a, image: x, workspaces: [ { name: secret, mountPath: /hidden } ], script: "cat $(workspaces.claim.path)/sub/f /s/f $(workspaces.config.path)/a $(workspaces.secret.path)/password; echo; ls $(workspaces.empty.path); echo $(workspaces.secret.path) [$(workspaces.none.bound)] [$(workspaces.none.path)]" }
          - { name: b, image: x, script: "ls $(workspaces.secret.path) 2>/dev/null || echo hidden" }
---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
  pipelineRef: { name: p }
  workspaces:
    - { name: claim, persistentVolumeClaim: { claimName: pvc } }
    - { name: shared, volumeClaimTemplate: { spec: {} } }
    - { name: empty, emptyDir: {} }
    - { name: config, configMap: { name: c } }
    - { name: secret, secret: { secretName: s } }
---${CONFIG}`);
    expect(output(run, 'write')).toEqual(['/elsewhere true']);
    expect(output(run, 'read')).toEqual(['c', 's', '1hunter2', '/hidden [false] []', 'hidden']);
  });

  test('a directory of this machine is a workspace', () => withDirectory(async (directory) => {
    writeFileSync(join(directory, 'in'), 'hello');
    const run = await runYaml(task('workspaces: [ { name: w } ]\nsteps: [ { name: s, image: x, workingDir: $(workspaces.w.path), script: "cp in out; pwd" } ]'), { workspaces: { w: directory } });
    expect(output(run, 't')).toEqual(['/workspace/w']);
    expect(readFileSync(join(directory, 'out'), 'utf8')).toBe('hello');
    expect(readdirSync(directory).sort()).toEqual(['in', 'out']);
  }));
});

describe('the home of a run', () => {
  const STEP = 'echo $HOME; mkdir -p d/e; touch d/e/f; chmod 500 d/e d';

  test.each(['true', 'false', 'kill -9 $$'])('is removed, read-only directories in it too, after %s', async (end) => {
    const run = await runYaml(task(`steps: [ { name: s, image: x, script: "${STEP}; ${end}" } ]`));
    const [home] = output(run, 't');
    expect(home).toContain('cdk8s-tekton-run-');
    expect(existsSync(home.replace(/(cdk8s-tekton-run-[^/]+).*/, '$1'))).toBe(false);
  });

  test('is kept when asked', async () => {
    const { report: { home = '' } } = await runYaml(task('steps: [ { name: s, image: x, script: "true" } ]'), { keep: true });
    expect(existsSync(home)).toBe(true);
    rmSync(home, { recursive: true });
  });

  test('the store is seen under its own path, wherever it is', () => withDirectory(async (directory) => {
    const store = join(directory, 'store');
    mkdirSync(store);
    const run = await runYaml(task(`
volumes: [ { name: d, downwardAPI: { items: [ { path: a, fieldRef: { fieldPath: metadata.annotations } } ] } } ]
steps:
  - { name: s, image: x, env: [ { name: STORE, valueFrom: { fieldRef: { fieldPath: "metadata.annotations['tekton.dev/artifact-storage-directory-path']" } } } ], volumeMounts: [ { name: d, mountPath: /d } ], script: "echo made > $STORE/blob; cat /d/a" }
`), { store });
    expect(readFileSync(join(store, 'blob'), 'utf8')).toBe('made\n');
    expect(output(run, 't')).toEqual(expect.arrayContaining([`tekton.dev/artifact-storage-directory-path="${store}"`, 'tekton.dev/artifact-storage-backend="directory"']));
    expect(taskRunOf(run, 't').succeeded).toBe(true);
  }));
});
