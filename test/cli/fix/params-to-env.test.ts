import { paramsToEnv, type ScriptOf } from '../../../src/cli/fix/params-to-env';

const movable: ScriptOf['isMovable'] = ({ reason }) => reason === undefined;
const moved = (script: string, rest: Partial<ScriptOf> = {}) => {
  const found = paramsToEnv({ script, env: [], isMovable: movable, ...rest });
  return found && { script: found.script, env: found.env.map(({ name, value }) => `${name}=${value}`) };
};

test('each variable gets a name, with braces where letters follow', () => {
  expect(moved('#!/usr/bin/env bash\necho "$(params.image-url)_x" $(params.o.key) "$(params.image-url)"')).toEqual({
    script: '#!/usr/bin/env bash\necho "${PARAM_IMAGE_URL}_x" $PARAM_O_KEY "$PARAM_IMAGE_URL"',
    env: ['PARAM_IMAGE_URL=$(params.image-url)', 'PARAM_O_KEY=$(params.o.key)'],
  });
});

test('names that are taken, by env, by the script or by each other, get a number', () => {
  expect(moved('echo $(params.a-b) $(params.a_b) $(params.c) $(params.d) $PARAM_D', { env: [{ name: 'PARAM_C', value: 'x' }] })).toEqual({
    script: 'echo $PARAM_A_B $PARAM_A_B_2 $PARAM_C_2 $PARAM_D_2 $PARAM_D',
    env: ['PARAM_A_B=$(params.a-b)', 'PARAM_A_B_2=$(params.a_b)', 'PARAM_C_2=$(params.c)', 'PARAM_D_2=$(params.d)'],
  });
});

test('a variable that has the param already is used, unless the script changes it', () => {
  const env = [{ name: 'VERSION', value: '$(params.version)' }];
  expect(moved('echo $(params.version) "$VERSION"', { env })).toEqual({ script: 'echo $VERSION "$VERSION"', env: [] });
  expect(moved('VERSION=x\necho $(params.version)', { env })).toEqual({ script: 'VERSION=x\necho $PARAM_VERSION', env: ['PARAM_VERSION=$(params.version)'] });
});

test.each([
  ['a program of another language', '#!/usr/bin/env python3\nprint("$(params.a)")'],
  ['a script without params', 'echo $HOME'],
])('%s is left alone', (_, script) => {
  expect(moved(script)).toBeUndefined();
});

test('what may not be moved stays, place by place', () => {
  const isMovable: ScriptOf['isMovable'] = ({ start, variable }) => start > 20 && variable !== 'params.flags';
  expect(moved('git add $(params.plain) $(params.flags) $(params.plain)', { isMovable })?.script).toBe('git add $(params.plain) $(params.flags) $PARAM_PLAIN');
});

test('quotes are added where a builtin would split in some shells', () => {
  expect(moved('f() { local x=$(params.a)/y; echo "$x"; }')?.script).toBe('f() { local x="$PARAM_A"/y; echo "$x"; }');
});
