import { containerCount, messageBudget, messageBytes, safeMessageBudget } from '../../src/contract/result-budget';

/** What Go's json.Marshal makes of Tekton's list of RunResults, in bytes: Go 1.26 and result.go of Tekton v1.15.0. */
test.each([
  ['plain', 102],
  ['{"uri":"a<b>&c","digest":"d"}', 149],
  ['tab\tnl\ncr\rbs\bff\fnul\0esc\x1bdel\x7f', 140],
  ['\u2028\u2029é\u{1F600}\uFFFD', 118],
  ['back\\slash"quote/', 116],
])('the message with the value %j has %d bytes', (value, bytes) => {
  expect(messageBytes([{ key: 'k', value, type: 4 }])).toBe(bytes);
});

test('a step without results says when it began, in 65 bytes, and a result costs 31 besides key and value', () => {
  expect(messageBytes([])).toBe(65);
  expect(messageBytes([{ key: 'k', value: '', type: 1 }]) - messageBytes([])).toBe(32);
});

test.each([[1, 4096], [2, 4096], [3, 4096], [4, 3072], [5, 2457], [6, 2048], [7, 1755]])('of %d containers each may say %d bytes', (containers, bytes) => {
  expect(messageBudget(containers)).toBe(bytes);
  expect(safeMessageBudget(containers - 1)).toBe(bytes);
});

test('Tekton adds a container to every pod, one for scripts and one for a working directory', () => {
  const shape = { steps: 3, sidecars: 1, scripts: false, workspaceDirectory: false };
  expect(containerCount(shape)).toBe(5);
  expect(containerCount({ ...shape, scripts: true })).toBe(6);
  expect(containerCount({ ...shape, scripts: true, workspaceDirectory: true })).toBe(7);
});
