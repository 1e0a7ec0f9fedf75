import { buffer } from 'stream/consumers';
import { OciStore } from '../../src/agent/stores/oci';
import { uploadPlanSchema } from '../../src/contract/agent-plan';
import { digestOf, type Digest } from '../../src/contract/digest';
import { anonymous, bytesSource, OciClient, type Repository } from '../../src/oci-client';
import { collect, pushManifest } from '../oci-client/conformance/context';
import { describeWithServer } from '../servers/binaries';
import { startCrane, startRegistry, type TestRegistry } from '../servers/registry';
import { startInterceptor } from './interceptor';
import { temporaryDirectory } from './support';
import { uploadStep } from './upload-step';

const SPDX = 'application/spdx+json';
const SBOM = '{"spdxVersion":"SPDX-2.3"}';

describeWithServer('registry', 'an artifact is attached to an image', () => {
  const temporary = temporaryDirectory();
  const client = new OciClient({ credentials: anonymous, env: {} });
  let registry: TestRegistry;
  let runs = 0;
  beforeAll(async () => { registry = await startRegistry(); });
  afterAll(async () => {
    client.close();
    await registry.stop();
  });
  beforeEach(() => { runs += 1; });

  const artifacts = () => `${registry.host}/ci/artifacts-${runs}`;
  const images = (host = registry.host) => client.repository(`${host}/team/app-${runs}`);

  async function pushImage(repository: Repository): Promise<{ uri: string; digest: Digest }> {
    const { descriptor } = await pushManifest(repository, 'v1', { annotations: { run: String(runs) } });
    return { uri: repository.reference.name, digest: descriptor.digest };
  }

  /** A TaskRun that has an image as its input and writes an SBOM of it. */
  function upload({ uri, digest }: { uri: string; digest: string }, content = SBOM) {
    return uploadStep({
      folder: temporary.path,
      taskRun: 'run-1-scan',
      storage: { 'backend': 'oci', 'oci.repository': artifacts() },
      outputs: { sbom: content },
      output: { attachTo: 'image', mediaType: SPDX },
      env: { INPUT_image_URI: uri, INPUT_image_DIGEST: digest },
    });
  }

  async function attachedTo(repository: Repository, image: Digest): Promise<string[]> {
    const contents: string[] = [];
    for (const found of await collect(repository.referrers.list(image, { artifactType: SPDX }))) {
      const { layers: [layer] } = JSON.parse((await repository.manifests.fetch(found.digest)).content.toString()) as { layers: [{ digest: Digest }] };
      contents.push((await buffer(await repository.blobs.fetch(layer.digest))).toString());
    }
    return contents;
  }

  test('that is an input, in the repository of the image, under its own type', async () => {
    const image = await pushImage(images());
    const ended = await upload(image);
    expect(ended).toMatchObject({ code: 0, warnings: [] });
    expect(ended.lines).toContain(`attached 'sbom' to ${image.uri}@${image.digest}`);
    expect(await attachedTo(images(), image.digest)).toEqual([SBOM]);
    // the run refers to its own artifact
    expect(JSON.parse(ended.results.sbom)).toMatchObject({ uri: artifacts() });
    // and once, however often the TaskRun is tried
    await upload(image);
    expect(await attachedTo(images(), image.digest)).toHaveLength(1);
  });

  test('that another step of the Task pushed', async () => {
    const { uri, digest } = await pushImage(images());
    const ended = await uploadStep({
      folder: temporary.path,
      taskRun: 'run-1-build',
      storage: { 'backend': 'oci', 'oci.repository': artifacts() },
      outputs: { app: `${uri}@${digest}`, sbom: SBOM },
      output: (name) => name === 'app' ? { type: 'reference' } : { attachTo: 'app', mediaType: SPDX },
    });
    expect(ended).toMatchObject({ code: 0, warnings: [] });
    expect(await attachedTo(images(), digest)).toEqual([SBOM]);
  });

  describeWithServer('crane', 'of another registry', () => {
    let other: TestRegistry;
    beforeAll(async () => { other = await startCrane(); });
    afterAll(() => other.stop());

    test('to which the content is sent', async () => {
      const image = await pushImage(images(other.host));
      expect(await upload(image)).toMatchObject({ code: 0, warnings: [] });
      expect(await attachedTo(images(other.host), image.digest)).toEqual([SBOM]);
    });
  });

  test('and nothing is said where there is no image', async () => {
    expect(await upload({ uri: '', digest: '' })).toMatchObject({ code: 0, warnings: [] });
  });

  test('and where that fails, the run does not', async () => {
    const missing = { uri: images().reference.name, digest: digestOf('missing') };
    expect(await upload(missing)).toMatchObject({ code: 0, warnings: [expect.stringContaining('there is no image')] });
    const between = await startInterceptor(registry.host, ({ method, url }, response) => {
      const isPush = method !== 'GET' && method !== 'HEAD' && url?.startsWith('/v2/team/') === true;
      if (isPush) response.writeHead(403).end();
      return isPush;
    });
    const image = await pushImage(images());
    const ended = await upload({ ...image, uri: images(between.host).reference.name });
    expect(ended).toMatchObject({ code: 0, warnings: [expect.stringMatching(/^warning: cannot attach 'sbom' to 'image': .*403/)] });
    expect(await attachedTo(images(), image.digest)).toEqual([]);
    await between.stop();
  });

  test('is part of the plan', () => {
    const output = { name: 'sbom', kind: 'file', path: '/x', attachTo: 'image' };
    expect(uploadPlanSchema.parse({ outputs: [output], containers: 3, scratch: '/s' }).outputs).toEqual([output]);
  });

  test('of which the content is taken over where the registry does that', async () => {
    const [from, to] = [artifacts(), images().reference.name].map((name) => new OciStore(new OciClient({ credentials: anonymous, env: {} }), name));
    const blob = { mediaType: SPDX, digest: digestOf(SBOM), size: SBOM.length };
    await from.put(blob, bytesSource(Buffer.from(SBOM)));
    expect(await to.mount(blob.digest, from)).toBe(true);
    expect(await to.has(blob)).toBe(true);
    [from, to].forEach((store) => store.close());
  });
});
