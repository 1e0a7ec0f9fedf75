import { IMAGE } from '../tasks';
import type { Shape } from './shapes';
import { TIMES, userScript } from './user-step';

const sh = (name: string, script: string, env: object[] = [], more: object = {}) => ({ name, image: IMAGE, command: ['sh', '-c', `set -eu\n${script}`], env, ...more });

/** TEP-0139: `download` and `verify` before the user's step, `digest` and `upload` behind it, through a shared workspace. */
export function fourSteps(): Shape {
  const volume = { volumeMounts: [{ name: 'artifacts', mountPath: '/artifacts' }] };
  const digest = [{ name: 'DIGEST', value: '$(params.data.digest)' }];
  const before = [
    sh('download', 'mkdir /artifacts/downloads; cp "$(workspaces.shared.path)/${DIGEST#sha256:}.tgz" /artifacts/downloads/data.tgz', digest, volume),
    sh('verify', `cd /artifacts; echo "\${DIGEST#sha256:}  downloads/data.tgz" | sha256sum -c
mkdir -p inputs/data; tar -xzf downloads/data.tgz -C inputs/data`, digest, volume),
  ];
  const after = [
    sh('digest', `cd /artifacts; mkdir uploads; tar -czf uploads/data.tgz -C outputs/data .
sha256sum uploads/data.tgz | cut -d ' ' -f 1 > outputs/digest`, [], volume),
    sh('upload', `cd /artifacts; digest=$(cat outputs/digest); cp uploads/data.tgz "$(workspaces.shared.path)/$digest.tgz"
printf '{"uri":"pkg:generic/data","digest":"sha256:%s"}' "$digest" > "$(step.results.data.path)"`, [], {
      ...volume, results: [{ name: 'data', type: 'object', properties: { uri: { type: 'string' }, digest: { type: 'string' } } }],
    }),
  ];
  const task = (name: string, takes: boolean, makes: boolean) => ({
    apiVersion: 'tekton.dev/v1',
    kind: 'Task',
    metadata: { name: `four-${name}` },
    spec: {
      params: takes ? [{ name: 'data', type: 'object', properties: { uri: {}, digest: {} } }] : [],
      workspaces: [{ name: 'shared' }],
      results: [
        ...TIMES,
        ...makes ? [{ name: 'data', type: 'object', properties: { uri: {}, digest: {} }, value: '$(steps.upload.results.data)' }] : [],
      ],
      volumes: [{ name: 'artifacts', emptyDir: {} }],
      steps: [
        ...takes ? before : [],
        {
          name: 'user',
          image: IMAGE,
          ...volume,
          script: (makes ? 'mkdir -p /artifacts/outputs/data\n' : '') + userScript({ from: takes ? '/artifacts/inputs/data' : undefined, to: makes ? '/artifacts/outputs/data' : undefined }),
        },
        ...makes ? after : [],
      ],
    },
  });
  const workspaces = [{ name: 'shared', workspace: 'shared' }];
  return {
    name: 'four',
    title: "TEP-0139's four steps, emulated",
    workspaces: [{ name: 'shared', persistentVolumeClaim: { claimName: 'shared' } }],
    objects: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'shared' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
      task('make', false, true), task('use', true, false), task('both', true, true),
      {
        apiVersion: 'tekton.dev/v1',
        kind: 'Pipeline',
        metadata: { name: 'four' },
        spec: {
          workspaces: [{ name: 'shared' }],
          tasks: [
            { name: 'make', taskRef: { name: 'four-make' }, workspaces },
            { name: 'use', taskRef: { name: 'four-use' }, workspaces, params: [{ name: 'data', value: '$(tasks.make.results.data[*])' }] },
          ],
        },
      },
    ],
  };
}
