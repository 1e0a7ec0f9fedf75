import { ALL_PACKS } from '../../src/rules/packs/all';

// Baselines, settings and acknowledgements name rules by id: one that is gone is gone for good.
const IDS: { readonly [pack: string]: readonly string[] } = {
  'digest': [
    'image', 'bundle', 'git-revision', 'hub-version', 'http-digest', 'artifact-reference', 'mutable-tag', 'text-binding', 'unverified-workspace',
    'unverified-path', 'chains-pair', 'chains-output', 'build-output', 'exported-output',
  ],
  'configuration': [
    'storage', 'unknown-key', 'value', 'threshold', 'pattern', 'pattern-collision', 'backend-fields', 'levels', 'location', 'config-map-name', 'plain-http',
    'mounted-names', 'reader-credentials', 'credentials-secret', 'service-account', 'agent', 'result-budget', 'injected-order', 'injected-arguments', 'injected-wiring',
    'acknowledgement',
  ],
  'security': [
    'script-injection', 'trigger-injection', 'nested-variable', 'privileged', 'root', 'host-path', 'host-namespace', 'credential-literal',
    'secret-in-result', 'pipe-to-shell', 'untrusted-source', 'param-image', 'service-account', 'broad-rbac', 'ignored-check',
    'event-listener', 'event-credential', 'verification-pattern',
  ],
  'best-practice': [
    'unused-param', 'unused-result', 'unused-workspace', 'unused-volume', 'extra-param', 'unreachable-task', 'workspace-race', 'fail-fast', 'shebang',
    'duplicate-env', 'duplicate-object', 'retry', 'timeout', 'resources', 'deprecated', 'trigger-param',
    'unused-output', 'unread-input',
  ],
  'konflux': ['task-reference', 'pinned-task', 'artifact-name', 'artifact-source', 'workspace', 'image-results', 'hermetic', 'expires-on'],
};

describe('the ids of rules', () => {
  test.each(Object.keys(IDS))('pack %s has all that it ever had', (name) => {
    const pack = ALL_PACKS.find((each) => each.name === name);
    expect(pack?.rules.map(({ id }) => id)).toEqual(IDS[name].map((id) => `${name}/${id}`));
  });

  test('opinions are applied on demand only', () => {
    expect(ALL_PACKS.filter(({ onDemand }) => !onDemand).map(({ name }) => name)).toEqual(['tekton', 'digest', 'configuration']);
  });
});
