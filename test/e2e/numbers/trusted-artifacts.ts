import { IMAGE } from '../tasks';
import type { Shape } from './shapes';
import { TIMES, userScript } from './user-step';

/** What Konflux's scripts do, without their options: the archive, its digest, the result, the push. */
const CREATE = `set -euo pipefail
folder=$(mktemp -d)
cd "$folder"
tar --create --use-compress-program='gzip -n' --file data --directory="$FROM" .
digest=$(sha256sum data)
echo -n "oci:$STORE@sha256:\${digest/ */}" > "$RESULT"
oras push --plain-http "$STORE" data`;

const USE = `set -euo pipefail
mkdir -p "$TO"
oras blob fetch --plain-http "\${FROM#oci:}" --output - | tar -C "$TO" -zxpf -`;

/** The StepActions of Konflux: strings `oci:<repository>@sha256:<layer>`, `tar | gzip` and `oras`, in an image of their own. */
export function trustedArtifacts(repository: string, image: string): Shape {
  const params = [{ name: 'from' }, { name: 'to' }];
  const stepAction = (name: string, script: string, env: object[], results: object[] = []) => ({
    apiVersion: 'tekton.dev/v1beta1',
    kind: 'StepAction',
    metadata: { name },
    spec: { image, params, results, env, command: ['bash', '-c', script] },
  });
  const use = {
    name: 'use-trusted-artifact',
    ref: { name: 'use-trusted-artifact' },
    params: [{ name: 'from', value: '$(params.data)' }, { name: 'to', value: '/var/workdir/in' }],
  };
  const create = {
    name: 'create-trusted-artifact',
    ref: { name: 'create-trusted-artifact' },
    params: [{ name: 'from', value: '/var/workdir/out' }, { name: 'to', value: repository }],
  };
  const task = (name: string, takes: boolean, makes: boolean) => ({
    apiVersion: 'tekton.dev/v1',
    kind: 'Task',
    metadata: { name: `trusted-${name}` },
    spec: {
      params: takes ? [{ name: 'data', type: 'string' }] : [],
      results: [...TIMES, ...makes ? [{ name: 'data', value: '$(steps.create-trusted-artifact.results.data)' }] : []],
      volumes: [{ name: 'workdir', emptyDir: {} }],
      stepTemplate: { volumeMounts: [{ name: 'workdir', mountPath: '/var/workdir' }] },
      steps: [
        ...takes ? [use] : [],
        {
          name: 'user',
          image: IMAGE,
          script: (makes ? 'mkdir /var/workdir/out\n' : '') + userScript({ from: takes ? '/var/workdir/in' : undefined, to: makes ? '/var/workdir/out' : undefined }),
        },
        ...makes ? [create] : [],
      ],
    },
  });
  return {
    name: 'trusted',
    title: "Konflux's StepActions, emulated",
    objects: [
      stepAction('use-trusted-artifact', USE, [{ name: 'FROM', value: '$(params.from)' }, { name: 'TO', value: '$(params.to)' }]),
      stepAction('create-trusted-artifact', CREATE, [
        { name: 'FROM', value: '$(params.from)' }, { name: 'STORE', value: '$(params.to)' }, { name: 'RESULT', value: '$(step.results.data.path)' },
      ], [{ name: 'data' }]),
      task('make', false, true), task('use', true, false), task('both', true, true),
      {
        apiVersion: 'tekton.dev/v1',
        kind: 'Pipeline',
        metadata: { name: 'trusted' },
        spec: {
          tasks: [
            { name: 'make', taskRef: { name: 'trusted-make' } },
            { name: 'use', taskRef: { name: 'trusted-use' }, params: [{ name: 'data', value: '$(tasks.make.results.data)' }] },
          ],
        },
      },
    ],
  };
}
