import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { templatePackage, templates } from '../../src/cli/template';
import { ALL_PACKS } from '../../src/rules/packs/all';
import { call, callOn } from '../cli/terminal';
import { startAzurite } from '../servers/azurite';
import { describeWithServer, type ServerName } from '../servers/binaries';
import { startHttpStore } from '../servers/http-store';
import { startFakeGcs, startVersityGw, type ObjectServer } from '../servers/object-server';
import { startRegistry } from '../servers/registry';
import { ALL } from '../servers/share';
import { tsx } from './template-program';

// Each template as its README says, against a real server. Their own tests are run by CI, as a newcomer does.

jest.setTimeout(120_000);

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'storage-templates-')); });
afterAll(() => rmSync(folder, { recursive: true }));

interface Server {
  readonly url: string;
  readonly env?: { readonly [name: string]: string };
  stop(): Promise<void>;
}

/** Synthesizes a template, runs it, and looks for errors in it. */
async function runs(template: string, variables: { readonly [name: string]: string }, { env = {} }: Pick<Server, 'env'>, where: readonly string[]): Promise<void> {
  const dist = join(folder, template);
  tsx(template, ['main.ts'], { ...variables, CDK8S_OUTDIR: dist });
  const names = Object.keys(env).flatMap((name) => ['--env', name]);
  const { code, stdout, stderr } = await callOn({ environment: { ...process.env, ...env } }, 'run', dist, ...where, ...names);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Succeeded');
  // that of Konflux wants Tasks of a bundle, which these become when they are published
  const packs = ALL_PACKS.map(({ name }) => name).filter((name) => name !== 'konflux').join(',');
  expect(await call('validate', dist, '--api', 'stable', '--pack', packs)).toMatchObject({ code: 0, stdout: expect.stringContaining(' 0 errors') as string });
}

function runsThere<S extends Server>(
  template: string, server: ServerName | undefined, start: () => Promise<S>, variables: (server: S) => { readonly [name: string]: string },
): void {
  const body = () => {
    test(`the template ${template} hands artifacts on through a server of its kind`, async () => {
      const started = await start();
      await runs(template, variables(started), started, ['--configured-store']).finally(() => started.stop());
    });
  };
  if (server === undefined) body();
  else describeWithServer(server, server, body);
}

const text = ({ storage }: ObjectServer, key: keyof ObjectServer['storage']) => String(storage[key]);

runsThere('storage-http', undefined, () => startHttpStore({ open: true }), ({ url }) => ({ STORE_URL: url }));
runsThere('storage-s3', 'versitygw', startVersityGw, (server) => ({ S3_BUCKET: text(server, 's3.bucket'), S3_REGION: 'test-1', S3_ENDPOINT: server.url }));
if (ALL) {
  runsThere('storage-gcs', 'fake-gcs-server', startFakeGcs, (server) => ({ GCS_BUCKET: text(server, 'gcs.bucket'), GCS_ENDPOINT: server.url }));
  runsThere('storage-azure', 'azurite', startAzurite, (server) => ({
    AZURE_STORAGE_ACCOUNT: text(server, 'azure.accountName'), AZURE_CONTAINER: text(server, 'azure.container'), AZURE_ENDPOINT: text(server, 'azure.endpoint'),
  }));
  runsThere('konflux', 'registry', startRegistry, ({ host }) => ({ ARTIFACT_REPOSITORY: `${host}/team/app` }));
}

test('the template storage-pvc runs on this machine, which has no claim', async () => {
  await runs('storage-pvc', {}, {}, ['--store', join(folder, 'store')]);
});

test('all templates depend on the same packages, so that CI installs them once', async () => {
  const packages = await Promise.all((await templates()).map(({ name }) => templatePackage(name)));
  const dependencies = packages.map((each) => ({ dependencies: each.dependencies, devDependencies: each.devDependencies }));
  expect(dependencies).toEqual(dependencies.map(() => dependencies[0]));
});
