import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { AzureSigner } from '../../src/agent/stores/azure/azure-signer';
import { Expiring } from '../../src/agent/stores/object/expiring';
import { Service } from '../../src/agent/stores/object/service';
import { Call } from '../../src/http-client/call';
import { DEFAULT_TIMING } from '../../src/http-client/timing';
import { Transport } from '../../src/http-client/transport';
import { programPath } from './binaries';
import { makeCertificates } from './certificates';
import type { ObjectServer } from './object-server';
import { freePort, startProcess } from './server-process';

/** The account that every Azurite has, and its key: published by Microsoft. */
export const AZURITE_ACCOUNT = 'devstoreaccount1';
export const AZURITE_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const CONTAINER = 'artifacts';

/**
 * Starts Azurite with a container.
 *
 * @param options.tls https with a certificate of a CA of its own, and bearer tokens
 * @param options.publicRead everybody may read blobs
 */
export async function startAzurite({ tls = false, publicRead = false } = {}): Promise<ObjectServer> {
  const folder = mkdtempSync(join(tmpdir(), 'test-azurite-'));
  const certificates = tls ? makeCertificates(folder) : undefined;
  const port = await freePort();
  const files = certificates ? ['--cert', certificates.certificateFile, '--key', certificates.keyFile, '--oauth', 'basic'] : [];
  const stopProcess = await startProcess(
    programPath('azurite'),
    ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', folder, '--silent', '--disableTelemetry', ...files],
    port,
  );
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const endpoint = `${url}/${AZURITE_ACCOUNT}`;
  await makeContainer(`${endpoint}/${CONTAINER}`, certificates?.ca, publicRead ? { 'x-ms-blob-public-access': 'blob' } : {});
  const stop = async () => {
    await stopProcess();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    url,
    storage: { 'backend': 'azure', 'azure.container': CONTAINER, 'azure.accountName': AZURITE_ACCOUNT, 'azure.endpoint': endpoint },
    env: { AZURE_STORAGE_KEY: AZURITE_KEY },
    folder,
    certificates,
    stop,
  };
}

async function makeContainer(url: string, ca: string | undefined, headers: { readonly [name: string]: string }): Promise<void> {
  const access = new Expiring(async () => ({ value: { kind: 'key' as const, key: Buffer.from(AZURITE_KEY, 'base64') } }));
  const service = new Service(new Transport({ env: {}, ...ca === undefined ? {} : { ca } }), new AzureSigner(AZURITE_ACCOUNT, access));
  await service.command({ method: 'PUT', url: new URL(`${url}?restype=container`), headers, expect: [201] }, new Call(DEFAULT_TIMING));
  service.close();
}
