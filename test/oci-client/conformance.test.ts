import { describeWithServer } from '../servers/binaries';
import { startCrane, startRegistry, type TestRegistry } from '../servers/registry';
import { registryContext, type Abilities } from './conformance/context';
import { discovers } from './conformance/discovery';
import { manages } from './conformance/management';
import { pulls } from './conformance/pull';
import { pushes } from './conformance/push';

// Against real registries, what the distribution specification asks of a client.

const DISTRIBUTION: Abilities = { pagesOfTags: true, mount: true, referrers: false, untag: true, checksManifests: true };
const OLD_DISTRIBUTION: Abilities = { ...DISTRIBUTION, untag: false };
const GO_CONTAINERREGISTRY: Abilities = { pagesOfTags: false, mount: false, referrers: false, untag: true, checksManifests: false };

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

function conforms(start: () => Promise<TestRegistry>, can: Abilities): void {
  const context = registryContext(start, can);
  describe('pull', () => pulls(context));
  describe('push', () => pushes(context));
  describe('content discovery', () => discovers(context));
  describe('content management', () => manages(context));
}
