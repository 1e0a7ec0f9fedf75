import { exampleOf } from '../../../src/rules/example';
import { messagesOf } from '../tester';

const task = (step: string) => exampleOf('Task', `results: [{name: out}]\nsteps: [{name: build, image: busybox, ${step}}]`);
const env = (name: string, value: string) => task(`command: [make], env: [{name: ${name}, value: "${value}"}]`);

describe('security/credential-literal', () => {
  test.each([
    ['DB_PASSWORD', 'hunter2secret'],
    ['ANY', `ghp_${'a1B2'.repeat(9)}`],
    ['ANY', `AKIA${'A2B3'.repeat(4)}`],
    ['URL', 'https://user:hunter2@example.com/repo.git'],
  ])('finds %s=%s', (name, value) => {
    expect(messagesOf('security/credential-literal', env(name, value))).toHaveLength(1);
  });

  test.each([
    ['DB_PASSWORD', '$(params.password)'],
    ['TOKEN_PATH', '/var/run/secrets/token'],
    ['API_TOKEN', '/etc/token'],
    ['USE_TOKEN', 'true'],
    ['PASSWORD', ''],
    ['URL', 'https://$USER:$PASS@example.com'],
    ['URL', 'https://example.com:8080/a@b'],
  ])('leaves %s=%s alone', (name, value) => {
    expect(messagesOf('security/credential-literal', env(name, value))).toEqual([]);
  });
});

describe('security/secret-in-result', () => {
  const step = (script: string) => task(`env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: a, key: b}}}], script: '${script}'`);

  test('finds the secret, and leaves what is made of it', () => {
    expect(messagesOf('security/secret-in-result', step('echo "${TOKEN}" > $(results.out.path)'))).toHaveLength(1);
    expect(messagesOf('security/secret-in-result', step('echo "$TOKEN" | sha256sum > $(results.out.path)'))).toEqual([]);
    expect(messagesOf('security/secret-in-result', step('curl -H "Authorization: $TOKEN" https://x > $(results.out.path)'))).toEqual([]);
  });
});

describe('security/pipe-to-shell', () => {
  test.each(['curl -sSL https://x | sudo bash -s -- -y', 'wget -qO- https://x | sh', 'bash <(curl -s https://x)', 'sh -c "$(curl -fsSL https://x)"', 'curl https://x | python3 -'])('finds %s', (script) => {
    expect(messagesOf('security/pipe-to-shell', task(`script: '${script}'`))).toHaveLength(1);
  });

  test.each(['curl -s https://x | jq .', 'curl -sL https://x | tar xz', 'curl https://x > shell.txt', '# curl https://x | sh', 'curl https://x | python3 -m json.tool'])('leaves %s alone', (script) => {
    expect(messagesOf('security/pipe-to-shell', task(`script: '${script}'`))).toEqual([]);
  });
});
