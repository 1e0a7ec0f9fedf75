import { describeWithServer } from '../servers/binaries';
import { startCrane, startOciregistry, startRegistry, type TestRegistry } from '../servers/registry';
import { registryContext, type Abilities } from './conformance/context';
import { discovers } from './conformance/discovery';
import { manages } from './conformance/management';
import { pulls } from './conformance/pull';
import { pushes } from './conformance/push';

// Against real registries, what the distribution specification asks of a client.

const DISTRIBUTION: Abilities = { pagesOfTags: true, mount: true, referrers: false, untag: true, refusal: /NOT_FOUND|REJECTED/ };
const OLD_DISTRIBUTION: Abilities = { ...DISTRIBUTION, untag: false };
const GO_CONTAINERREGISTRY: Abilities = { pagesOfTags: false, mount: false, referrers: false, untag: true };
// it says so as a fault of its own, with 500
const OCIREGISTRY: Abilities = { pagesOfTags: true, mount: true, referrers: true, untag: true, refusal: /UNAVAILABLE/ };

describeWithServer('registry', 'distribution', () => {
  conforms(() => startRegistry(), DISTRIBUTION);
});
describeWithServer('registry', 'distribution with passwords', () => {
  conforms(() => startRegistry({ auth: 'htpasswd' }), DISTRIBUTION);
});
describeWithServer('registry', 'distribution with TLS and tokens', () => {
  conforms(() => startRegistry({ auth: 'token', tls: true }), DISTRIBUTION);
});
describeWithServer('docker-registry', 'distribution 2.8', () => {
  conforms(() => startRegistry({ program: 'docker-registry' }), OLD_DISTRIBUTION);
});
describeWithServer('crane', 'go-containerregistry', () => {
  conforms(startCrane, GO_CONTAINERREGISTRY);
});
describeWithServer('ociregistry', 'a registry that files referrers itself', () => {
  conforms(startOciregistry, OCIREGISTRY);
});

function conforms(start: () => Promise<TestRegistry>, can: Abilities): void {
  const context = registryContext(start, can);
  describe('pull', () => pulls(context));
  describe('push', () => pushes(context));
  describe('content discovery', () => discovers(context));
  describe('content management', () => manages(context));
}
