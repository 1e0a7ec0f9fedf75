import * as kplus from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, defineTask, StorageHint, TaskRun } from '../../../src';
import { exitCodesOf, inNamespace, reasonOf, referenceOf, resultOf } from '../case';
import { kubectl } from '../kubectl';
import { ODD_USER, OddRegistry } from '../odd-registry';
import { readContent } from '../registry';
import { IMAGE } from '../tasks';

/** Lists the docker configurations that a step can read, wherever they are. */
const SEARCH = `#!/bin/sh
grep -rlsIF "$NEEDLE" /tekton /var /root /home /run /workspace /etc /tmp | grep -v '/\\.\\.' | sort > "$FOUND"
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
  const account = (name: string, field: 'secrets' | 'imagePullSecrets', of: string) =>
    ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: test.namespace }, [field]: [{ name: of }] });
  await kubectl(['apply', '-f', '-'], JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      secret('good', auth), secret('bad', Buffer.from('robot:wrong').toString('base64')),
      account('linked', 'secrets', 'good'), account('pulling', 'imagePullSecrets', 'good'),
    ],
  }));

  await test.apply((chart) => {
    const run = (name: string, kind: string, { secretName, accountName }: { secretName?: string; accountName?: string }) => {
      const task = defineTask(chart, name, { outputs: { file: Artifact.file({ storage: StorageHint.EXTERNAL }) }, results: { found: {} } });
      ArtifactStorage.oci({
        repository: odd.repository(kind), plainHttp: true, credentials: secretName ? kplus.Secret.fromSecretName(chart, `${name}-secret`, secretName) : undefined,
      }).applyTo(task);
      task.addStep('search', { image: IMAGE, env: { NAME: name, NEEDLE: '"auths"', FOUND: task.results.found.path, OUT: task.outputs.file.path }, script: SEARCH });
      new TaskRun(chart, `${name}-run`, {
        task, serviceAccount: accountName ? kplus.ServiceAccount.fromServiceAccountName(chart, `${name}-account`, accountName) : undefined,
      });
    };
    run('dedicated', 'basic', { secretName: 'good' });
    run('expiring', 'token', { secretName: 'good' });
    run('linked', 'token', { accountName: 'linked' });
    run('wrong', 'basic', { secretName: 'bad' });
    run('wrong-token', 'token', { secretName: 'bad' });
    run('pulling', 'basic', { accountName: 'pulling' });
  });

  for (const [name, found] of [['dedicated', ''], ['expiring', ''], ['linked', '/root/.docker/config.json\n/tekton/creds/.docker/config.json\n']]) {
    const run = await test.taskRun(`${name}-run`);
    // What is linked to the ServiceAccount, Tekton itself gives to every step.
    expect([name, reasonOf(run), resultOf(run, 'found')]).toEqual([name, 'Succeeded', found]);
    expect((await readContent({ uri: test.repository, digest: referenceOf(run, 'file').digest })).toString()).toBe(`content of ${name}`);
  }
  for (const name of ['wrong', 'wrong-token', 'pulling']) {
    const run = await test.taskRun(`${name}-run`);
    expect([name, reasonOf(run), exitCodesOf(run)['upload-artifacts']]).toEqual([name, 'StepFailed', 34]);
    expect(resultOf(run, 'upload-artifacts-error')).not.toContain(ODD_USER.password);
  }
}));
