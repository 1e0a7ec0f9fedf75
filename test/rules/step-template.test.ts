import { exampleOf } from '../../src/rules/example';
import { messagesOf } from './tester';

/** As in `A1 B2`: names, each with its value. */
function found(template: string, own: string): string[] {
  const env = (text: string) => `[${text.split(' ').filter(Boolean).map(([name, value]) => `{name: ${name}, value: "${value}"}`).join(', ')}]`;
  const yaml = exampleOf('Task', `stepTemplate: {env: ${env(template)}}\nsteps: [{name: a, image: busybox, command: [env], env: ${env(own)}}]`);
  return messagesOf('tekton/step-template', yaml).map((message) => message.replace(/.* for /, ''));
}

// What Tekton's own code says; 400 random pairs had the same verdict.
test.each([
  ['', 'A1 B1 A2'], ['B2 C1', 'A1 A2 B1'], ['D1', 'D2 B1 A1 A1'], ['C1', 'B2 C1 B1 A2 D1'], ['B2 B2 A2', 'C1 A2 B2 B2 C1'], ['A1', 'B1 A2 C1 A1'], ['A1 A2 C1', 'A2 A1 D1 A2'],
])('a stepTemplate with %p merges with %p', (template, own) => {
  expect(found(template, own)).toEqual([]);
});

test.each([
  ['C1', 'B1 D2 B1', "'D'"], ['A2', 'B2 C1 B2 C2', "'C'"], ['A2', 'A2 D2 A1', "'D'"], ['B2 D2 D1', 'D1 C1 D2 A1', "'C'"],
])('fails a stepTemplate with %p and a step with %p', (template, own, name) => {
  expect(found(template, own)).toEqual([name]);
});
