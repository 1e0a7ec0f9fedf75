import { madeDirectories } from '../../src/lowering/made-directories';
import { output, step, task } from './support';

const made = (...workingDirs: string[]) => {
  const model = task({ outputs: [output('tree', { kind: 'directory' }), output('file')] });
  const steps = workingDirs.map((workingDir, i) => step(`step-${i}`, { workingDir }));
  return madeDirectories(model, { steps }).map(({ mountPath, subPath }) => [mountPath, subPath]);
};
const TREE = ['/var/artifacts/.mkdir/tree', 'outputs/tree'];

describe('the kubelet makes', () => {
  test('directory outputs', () => {
    expect(made()).toEqual([TREE]);
    expect(made('/var/artifacts/outputs/tree', '/workspace/source', '/var/artifacts/inputs')).toEqual([TREE]);
  });

  test('the directories of inputs in which a step starts, once each', () => {
    expect(made('/var/artifacts/inputs/source', '/var/artifacts/inputs/source/', '/var/artifacts/inputs/source/packages/web')).toEqual([
      TREE, ['/var/artifacts/.mkdir/.working-1', 'inputs/source'], ['/var/artifacts/.mkdir/.working-2', 'inputs/source/packages/web'],
    ]);
  });

  test('directories below outputs', () => {
    expect(made('/var/artifacts/outputs/tree/deep')).toEqual([TREE, ['/var/artifacts/.mkdir/.working-1', 'outputs/tree/deep']]);
  });

  test('what is known of a path with a variable', () => {
    expect(made('/var/artifacts/inputs/source/$(params.folder)', '/var/artifacts/inputs/a-$(params.x)')).toEqual([
      TREE, ['/var/artifacts/.mkdir/.working-1', 'inputs/source'],
    ]);
  });

  test('nothing outside of the content', () => {
    expect(made('/var/artifacts/inputs/../scratch', '/var/artifacts/inputs-of-others', '$(params.folder)', '/')).toEqual([TREE]);
  });

  test('those of sidecars', () => {
    const sidecars = [{ name: 'beside', image: 'i', workingDir: '/var/artifacts/inputs/source' }];
    expect(madeDirectories(task({}), { steps: [step('main')], sidecars }).map(({ subPath }) => subPath)).toEqual(['inputs/source']);
  });
});
