import * as kplus from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, defineTask, StorageHint, TaskRun } from '../../../src';
import { exitCodesOf, inNamespace, reasonOf, referenceOf, resultOf } from '../case';
import { kubectl } from '../kubectl';
import { ODD_USER, OddRegistry } from '../odd-registry';
import { readContent } from '../registry';
import { IMAGE } from '../tasks';

/**
 * Lists where a user step finds the credentials: every file that root can read, and what the API gives to the step's token.
 *
 * What is looked for comes in two halves and by a pipe, or the search would find itself. The files of a mounted Secret lie
 * in a folder with a time in its name.
 */
const SEARCH = `#!/bin/sh
printf %s "$HEAD$TAIL" | grep -rlsaF -f - /tekton /var /root /home /run /workspace /etc /tmp /usr /opt /mnt /proc/[0-9]*/environ /proc/[0-9]*/cmdline |
  sed 's#/\\.\\.[^/]*##' | sort -u > "$FOUND"
NODE_TLS_REJECT_UNAUTHORIZED=0 node --no-warnings -e '
const token = require("fs").readFileSync("/var/run/secrets/kubernetes.io/serviceaccount/token", "utf8");
fetch(process.env.SECRET_URL, { headers: { authorization: "Bearer " + token } })
  .then(({ status }) => require("fs").writeFileSync(process.env.ASKED, String(status)));'
printf "content of $NAME" > "$OUT"
`;

test.concurrent('registries take the credentials of the Secret or of the ServiceAccount, and user steps see only the latter', inNamespace('credentials', async (test) => {
  const odd = await OddRegistry.start(test);
  const auth = Buffer.from(`${ODD_USER.username}:${ODD_USER.password}`).toString('base64');
  const secret = (name: string, value: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/dockerconfigjson',
    metadata: { name, namespace: test.namespace },
    stringData: { '.dockerconfigjson': JSON.stringify({ auths: { [odd.host]: { auth: value } } }) },
  });
  const account = (name: string, field: 'secrets' | 'imagePullSecrets', of?: string) =>
    ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: test.namespace }, [field]: of ? [{ name: of }] : [] });
  await kubectl(['apply', '-f', '-'], JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      secret('good', auth), secret('bad', Buffer.from('robot:wrong').toString('base64')),
      account('linked', 'secrets', 'good'), account('pulling', 'imagePullSecrets', 'good'), account('unlinked', 'secrets'),
    ],
  }));

  await test.apply((chart) => {
    const searching = (name: string, kind: string, secretName?: string) => {
      const outputs = { file: Artifact.file({ storage: StorageHint.EXTERNAL }) };
      const task = defineTask(chart, name, { outputs, results: { found: {}, asked: {} } });
      ArtifactStorage.oci({
        repository: odd.repository(kind),
        plainHttp: true,
        credentials: secretName ? kplus.Secret.fromSecretName(chart, `${name}-secret`, secretName) : undefined,
      }).applyTo(task);
      const { found, asked } = task.results;
      task.addStep('search', {
        image: IMAGE,
        env: {
          NAME: name,
          HEAD: auth.slice(0, 8),
          TAIL: auth.slice(8),
          FOUND: found.path,
          ASKED: asked.path,
          OUT: task.outputs.file.path,
          SECRET_URL: `https://kubernetes.default.svc/api/v1/namespaces/${test.namespace}/secrets/good`,
        },
        script: SEARCH,
      });
      return task;
    };
    const dedicated = [['dedicated', 'basic', 'good'], ['expiring', 'token', 'good'], ['wrong', 'basic', 'bad'], ['wrong-token', 'token', 'bad']];
    for (const [name, kind, secretName] of dedicated) {
      new TaskRun(chart, `${name}-run`, { task: searching(name, kind, secretName) });
    }
    // One Task, and the ServiceAccount of each run decides.
    const task = searching('account', 'token');
    for (const name of ['linked', 'pulling', 'unlinked']) {
      new TaskRun(chart, `${name}-run`, { task, serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, name, name) });
    }
  });

  const everywhere = ['/root/.docker/config.json', '/tekton/creds-secrets/good/.dockerconfigjson', '/tekton/creds/.docker/config.json', ''].join('\n');
  for (const [name, task, found] of [['dedicated', 'dedicated', ''], ['expiring', 'expiring', ''], ['linked', 'account', everywhere]]) {
    const run = await test.taskRun(`${name}-run`);
    // What is linked to the ServiceAccount, Tekton itself gives to every step.
    expect([name, reasonOf(run), resultOf(run, 'found'), resultOf(run, 'asked')]).toEqual([name, 'Succeeded', found, '403']);
    expect((await readContent({ uri: test.repository, digest: referenceOf(run, 'file').digest })).toString()).toBe(`content of ${task}`);
  }
  // It was an upload that a token did not outlive.
  expect(await odd.log()).toMatch(/^a token expired during POST .*\/blobs\/uploads\//m);
  for (const name of ['wrong', 'wrong-token', 'pulling', 'unlinked']) {
    const run = await test.taskRun(`${name}-run`);
    expect([name, reasonOf(run), exitCodesOf(run)['upload-artifacts']]).toEqual([name, 'StepFailed', 34]);
    expect(resultOf(run, 'upload-artifacts-error')).not.toContain(ODD_USER.password);
  }
}));
