import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { inspect } from 'util';
import { defaultConfigFiles, DockerConfigCredentials, OciError, Reference, type Credential } from '../../src/oci-client';

const folder = mkdtempSync(join(tmpdir(), 'docker-config-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true }));

describe('a docker config file', () => {
  test('gives the entry with the longest path of the repository, down to the host', async () => {
    const auths = Object.fromEntries(['quay.io', 'quay.io/org', 'quay.io/org/team/app', 'quay.io/org/te', 'other.io']
      .map((key) => [key, entry(key, 'p')]));
    const userFor = async (name: string) => (await lookUp({ auths }, name))?.username;
    expect(await userFor('quay.io/org/team/app')).toBe('quay.io/org/team/app');
    expect(await userFor('quay.io/org/team/app/sub')).toBe('quay.io/org/team/app');
    expect(await userFor('quay.io/org/team/application')).toBe('quay.io/org');
    expect(await userFor('quay.io/org/team')).toBe('quay.io/org');
    expect(await userFor('quay.io/organ')).toBe('quay.io');
    expect(await userFor('quay.io:443/org')).toBeUndefined();
  });

  test.each(['quay.io', 'https://quay.io', 'http://quay.io/', 'https://quay.io/v1/', 'quay.io/v2'])('may name the host %s', async (key) => {
    expect(await lookUp({ auths: { [key]: entry('u', 'p') } }, 'quay.io/a')).toEqual({ username: 'u', password: 'p' });
  });

  test.each(['docker.io', 'index.docker.io', 'https://index.docker.io/v1/', 'registry-1.docker.io'])('may name Docker Hub %s', async (key) => {
    expect(await lookUp({ auths: { [key]: entry('u', 'p') } }, 'alpine')).toEqual({ username: 'u', password: 'p' });
  });

  test('holds passwords with colons, and tokens', async () => {
    expect(await lookUp({ auths: { 'a.io': entry('u', 'p:q:') } }, 'a.io/r')).toEqual({ username: 'u', password: 'p:q:' });
    expect(await lookUp({ auths: { 'a.io': { username: 'u', password: 'p' } } }, 'a.io/r')).toEqual({ username: 'u', password: 'p' });
    expect(await lookUp({ auths: { 'a.io': { ...entry('u', 'p'), identitytoken: 't' } } }, 'a.io/r')).toEqual({ refreshToken: 't' });
    expect(await lookUp({ auths: { 'a.io': { registrytoken: 't' } } }, 'a.io/r')).toEqual({ accessToken: 't' });
    expect(await lookUp({ auths: { 'a.io': {} } }, 'a.io/r')).toBeUndefined();
  });

  test('comes before the next one', async () => {
    const first = write({ auths: { 'a.io': entry('first', 'p') } });
    const second = write({ auths: { 'a.io': entry('second', 'p'), 'b.io': entry('second', 'p') } });
    const source = new DockerConfigCredentials({ files: [first, second], env: {} });
    expect((await source.credential(Reference.parse('a.io/r')))?.username).toBe('first');
    expect((await source.credential(Reference.parse('b.io/r')))?.username).toBe('second');
  });

  test('is looked for where docker and podman look', () => {
    expect(defaultConfigFiles({ HOME: '/home/me' })).toEqual(['/home/me/.docker/config.json']);
    expect(defaultConfigFiles({ HOME: '/home/me', DOCKER_CONFIG: '/tekton/creds/.docker', REGISTRY_AUTH_FILE: '/auth.json', XDG_RUNTIME_DIR: '/run/me' }))
      .toEqual(['/tekton/creds/.docker/config.json', '/auth.json', '/run/me/containers/auth.json']);
  });

  test('may be missing, unless it is named', async () => {
    const missing = join(folder, 'missing');
    const anybody = new DockerConfigCredentials({ env: { DOCKER_CONFIG: missing } });
    expect(await anybody.credential(Reference.parse('a.io/r'))).toBeUndefined();
    const named = new DockerConfigCredentials({ files: [missing], env: {} });
    await expect(named.credential(Reference.parse('a.io/r'))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: `docker config '${missing}' cannot be read`,
    });
  });

  test.each([
    ['{"auths": {"a.io": {"auth": "hunter2"', 'is not JSON'],
    ['["hunter2"]', 'the file is not an object'],
    ['{"auths": ["hunter2"]}', "'auths' is not an object"],
    ['{"auths": {"a.io": "hunter2"}}', "the entry of 'a.io' is not an object"],
    ['{"auths": {"a.io": {"auth": "aHVudGVyMg=="}}}', "'auth' of 'a.io' is not base64 of user:password"],
  ])('fails on %s without showing what is in it', async (text, why) => {
    const file = write(text);
    const error = await new DockerConfigCredentials({ files: [file], env: {} })
      .credential(Reference.parse('a.io/r')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OciError);
    expect(error).toMatchObject({ code: 'INVALID_CONFIG', message: expect.stringMatching(new RegExp(`^docker config '${file}'`)) });
    expect((error as OciError).message).toContain(why);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/hunter2|aHVudGVyMg/);
  });
});

describe('a credential helper', () => {
  const bin = join(folder, 'bin');
  const env = { PATH: [bin, process.env.PATH].join(delimiter) };
  beforeAll(() => {
    mkdirSync(bin);
    script('known', 'echo "{\\"Username\\": \\"$server\\", \\"Secret\\": \\"p\\"}"');
    script('token', 'echo \'{"Username": "<token>", "Secret": "t"}\'');
    script('unknown', 'echo "credentials not found in native keychain"; exit 1');
    script('broken', 'echo "hunter2 is locked"; exit 3');
    script('odd', 'echo "hunter2"');
  });
  const script = (name: string, body: string) => {
    const path = join(bin, `docker-credential-${name}`);
    writeFileSync(path, `#!/bin/sh\n[ "$1" = get ] || exit 9\nread -r server || true\n${body}\n`);
    chmodSync(path, 0o755);
  };

  test('is asked for its host, with the port, or for the old name of Docker Hub', async () => {
    expect(await lookUp({ credHelpers: { 'a.io:5000': 'known' } }, 'a.io:5000/r', env)).toEqual({ username: 'a.io:5000', password: 'p' });
    expect(await lookUp({ credsStore: 'known' }, 'alpine', env)).toEqual({ username: 'https://index.docker.io/v1/', password: 'p' });
  });

  test('of a host comes before the store of all, and both before the entry of the host', async () => {
    const auths = { 'a.io': entry('u', 'p'), 'a.io/path': entry('path', 'p') };
    expect(await lookUp({ auths, credsStore: 'token' }, 'a.io/r', env)).toEqual({ refreshToken: 't' });
    expect((await lookUp({ auths, credsStore: 'token', credHelpers: { 'a.io': 'known' } }, 'a.io/r', env))?.username).toBe('a.io');
    expect((await lookUp({ auths, credsStore: 'token' }, 'a.io/path/r', env))?.username).toBe('path');
  });

  test('that knows nothing leaves it to the entry of the host', async () => {
    expect((await lookUp({ auths: { 'a.io': entry('u', 'p') }, credsStore: 'unknown' }, 'a.io/r', env))?.username).toBe('u');
    expect(await lookUp({ credsStore: 'unknown' }, 'a.io/r', env)).toBeUndefined();
  });

  test.each([
    ['broken', "docker-credential-broken failed for 'a.io' with exit code 3, run 'docker-credential-broken get' to see why"],
    ['odd', 'docker-credential-odd did not print a credential, expected JSON with Username and Secret'],
    ['absent', 'docker-credential-absent cannot be started, install it or remove it from the docker config'],
    ['../x', "'../x' is not the name of a credential helper"],
  ])('fails if it is %s, without showing its output', async (name, message) => {
    const error = await lookUp({ credsStore: name }, 'a.io/r', env).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'INVALID_CONFIG', message });
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  });
});

function entry(username: string, password: string): { auth: string } {
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}

function write(config: object | string): string {
  files += 1;
  const file = join(folder, `config-${files}.json`);
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return file;
}

function lookUp(config: object, name: string, env = {}): Promise<Credential | undefined> {
  return new DockerConfigCredentials({ files: [write(config)], env }).credential(Reference.parse(name));
}
