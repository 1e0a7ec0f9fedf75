import type { PlainStepAction } from '../../src/lowering/step-action-checks';
import { checkStepAction } from '../../src/lowering/step-action-checks';

const problemsOf = (spec: Partial<PlainStepAction>) => checkStepAction("step action 'ci/clone'", {
  image: 'busybox', params: [{ name: 'url', type: 'string' }, { name: 'map', type: 'object', properties: { a: { type: 'string' } } }], results: [{ name: 'commit' }], ...spec,
});

describe('a StepAction', () => {
  test('uses its own params and results', () => {
    expect(problemsOf({
      description: 'as $(params.none)',
      params: [{ name: 'url' }, { name: 'depth', default: '$(params.of-the-task)' }, { name: 'volume' }],
      env: [{ name: 'URL', value: '$(params.url)' }, { name: 'DEPTH', value: '$(params["depth"])' }],
      script: 'git clone "$URL" && git rev-parse HEAD > $(step.results.commit.path)',
      volumeMounts: [{ name: '$(params.volume)', mountPath: '/cache' }],
      workingDir: '$(workspaces.source.path)',
    })).toEqual([]);
  });

  test.each<readonly [string, Partial<PlainStepAction>, string]>([
    ['no image', { image: undefined }, "has no image, set 'image'"],
    ['a script and a command', { script: 'x', command: ['y'] }, 'has both script and command, keep one'],
    ['a volume by its name', { volumeMounts: [{ name: 'cache', mountPath: '/x' }] }, "mounts 'cache', and which volume it is the Task says"],
    ['an unknown param', { args: ['$(params.ulr)'] }, "has '$(params.ulr)' in args[0]: it declares no param 'ulr', did you mean 'url'?"],
    ['an unknown param as a mount', { volumeMounts: [{ name: '$(params.none)', mountPath: '/x' }] }, "in volumeMounts[0].name: it declares no param 'none'"],
    ['a key that an object lacks', { args: ['$(params.map.b)'] }, "the object param 'map' has no key 'b'"],
    ['a param in the script', { script: 'echo $(params.url)' }, "has '$(params.url)' in script: Tekton substitutes no params in the script"],
    ['an unknown result', { script: '$(step.results.comit.path)' }, "has '$(step.results.comit.path)' in script: it declares no result 'comit', did you mean 'commit'?"],
    ['a result that is no path', { args: ['$(step.results.commit)'] }, "expected '$(step.results.<name>.path)'"],
    ['a result of the Task', { script: '$(results.commit.path)' }, "the results of a StepAction are those of its step, expected '$(step.results.<name>.path)'"],
    ['an artifact of the Task', { args: ['$(inputs.source.path)'] }, 'expected artifactPath()'],
  ])('fails for %s', (_name, spec, expected) => {
    const problems = problemsOf(spec);
    expect(problems).toEqual([expect.stringContaining(expected)]);
    expect(problems[0]).toMatch(/^step action 'ci\/clone' /);
  });
});
