import { konfluxProblems } from '../../src/lowering/konflux-checks';
import type { TaskModel } from '../../src/lowering/task-model';

const input = { kind: 'directory', optional: false, codec: 'string', content: true } as const;
const output = { kind: 'directory', type: 'content', subject: false, optional: false, codec: 'string', always: false } as const;

function problems(model: Partial<Pick<TaskModel, 'inputs' | 'outputs'>>): string[] {
  return konfluxProblems("task 'ci/build'", { inputs: [], outputs: [], ...model } as unknown as TaskModel);
}

test('strings whose names end with _ARTIFACT are what Konflux hands on', () => {
  expect(problems({ inputs: [{ ...input, name: 'SOURCE_ARTIFACT' }], outputs: [{ ...output, name: 'CACHI2_ARTIFACT' }] })).toEqual([]);
});

test('what is only referred to, an image, may be called anything', () => {
  expect(problems({ inputs: [{ ...input, name: 'image', codec: 'object', content: false }], outputs: [{ ...output, name: 'image', type: 'reference' }] })).toEqual([]);
});

test('fails for another name, and for an object', () => {
  expect(problems({ inputs: [{ ...input, name: 'source' }], outputs: [{ ...output, name: 'SBOM_ARTIFACT', codec: 'object' }] })).toEqual([
    "task 'ci/build' has input 'source' and stores for Konflux, whose policies want names that end with '_ARTIFACT': rename it",
    "task 'ci/build' has output 'SBOM_ARTIFACT' and stores for Konflux, whose Tasks hand on strings: declare it with ReferenceCodec.STRING",
  ]);
});
