import { suggestion, undeclared } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { PipelineSpecView, PipelineTaskView } from '../model/views';
import type { Rule } from '../rule';
import type { Param, ParamSpec } from '../schema/tekton-types';
import { eachPipelineSpec } from '../visit';
import type { PlacedText } from '../webhook/expressions';
import { placedTextsOfValue } from '../webhook/expressions';
import type { BadVariable } from '../webhook/substitution';
import { crowdedVariables, entireVariables, isWholeReference, prohibitedVariables, unknownVariables } from '../webhook/substitution';

export const pipelineParamUse: Rule = {
  id: 'tekton/pipeline-param-use',
  severity: 'error',
  stage: 'admission',
  summary: 'the params that a Pipeline passes on are declared, and used as what they are',
  reason: 'an unknown variable would stay in the text as it is; an array or an object does not fit into a text',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validatePipelineTaskParameterUsage',
  fix: "declare the param, or correct the name; pass a whole array or object by '$(params.<name>[*])' alone",
  passing: exampleOf('Pipeline', 'params: [{name: target}]\ntasks: [{name: build, taskRef: {name: build}, params: [{name: target, value: $(params.target)}]}]'),
  failing: exampleOf('Pipeline', 'params: [{name: target}]\ntasks: [{name: build, taskRef: {name: build}, params: [{name: target, value: $(params.tagret)}]}]'),
  check: eachPipelineSpec((pipeline, { report }) => {
    if (!pipeline.params) return;
    const known = knownParams(pipeline.params);
    for (const task of tasksOf(pipeline)) {
      for (const { text, path, kind, name } of textsOf(task)) {
        if (!text.includes('$(')) continue;
        const problems = kind === 'value' && isWholeReference(text, 'params') ? unknown(text, known) : problemsOf(text, kind, known);
        for (const { problem, within } of problems) report(path, { message: `${task.label} ${name} ${problem}`, within });
      }
    }
  }),
};

/** Tekton does not look at the finally tasks that are inline in a run. */
function tasksOf({ owner, tasks, finally: last }: PipelineSpecView): readonly PipelineTaskView[] {
  return owner === 'PipelineRun' ? tasks : [...tasks, ...last];
}

interface Known {
  readonly names: ReadonlySet<string>;
  readonly arrays: ReadonlySet<string>;
  readonly objects: ReadonlyMap<string, ReadonlySet<string>>;
}

function knownParams(params: readonly ParamSpec[]): Known {
  return {
    names: new Set(params.map(({ name = '' }) => name)),
    arrays: new Set(params.filter(({ type }) => type === 'array').map(({ name = '' }) => name)),
    // An object without keys is taken for one that is not checked.
    objects: new Map(params.filter(({ type, properties }) => type === 'object' && Object.keys(properties ?? {}).length > 0).map(({ name = '', properties }) =>
      [name, new Set(Object.keys(properties ?? {}))])),
  };
}

interface Text extends PlacedText {
  /** `item` is one of a list, which may be a whole array; a `value` may be a whole array or object. */
  readonly kind: 'text' | 'item' | 'value';
  /** For messages: `passes by 'x'`. */
  readonly name: string;
}

function textsOf({ task, path }: PipelineTaskView): Text[] {
  const matrix = task.matrix?.params?.length || task.matrix?.include?.length ? task.matrix : undefined;
  return [
    ...valuesOf(task.params, `${path}.params`),
    // Tekton looks at lists only, and at texts only in include.
    ...valuesOf(matrix?.params, `${path}.matrix.params`).filter(({ kind }) => kind === 'item'),
    ...(matrix?.include ?? []).flatMap(({ params }, index) =>
      valuesOf(params, `${path}.matrix.include[${index}].params`).filter(({ kind }) => kind === 'value').map((text) => ({ ...text, kind: 'text' as const }))),
    ...(task.when ?? []).flatMap(({ input = '', values = [] }, index) => [
      { text: input, path: `${path}.when[${index}].input`, kind: 'text' as const, name: 'has in when' },
      ...values.map((text, at) => ({ text, path: `${path}.when[${index}].values[${at}]`, kind: 'item' as const, name: 'has in when' })),
    ]),
  ];
}

function valuesOf(params: readonly Param[] | undefined, path: string): Text[] {
  return (params ?? []).flatMap(({ name = '', value }, index) => {
    const kind = typeof value === 'string' ? 'value' : Array.isArray(value) ? 'item' : 'text';
    return placedTextsOfValue(value, `${path}[${index}].value`).map((text) => ({ ...text, kind, name: `passes by '${name}'` }));
  });
}

interface Found {
  readonly problem: string;
  readonly within: BadVariable;
}

function problemsOf(text: string, kind: Text['kind'], known: Known): Found[] {
  const found = [
    ...unknown(text, known),
    ...[...known.objects].flatMap(([name, keys]) => unknownVariables(text, `params\\.${name}`, keys).map((key) =>
      ({ problem: `'${key.text}', and the param '${name}' has no key '${key.name}'${suggestion(key.name, [...keys])}`, within: key }))),
    ...entireVariables(text, 'params', new Set(known.objects.keys())).map((whole) => ({ problem: `'${whole.text}', a whole object among text`, within: whole })),
    ...(kind === 'item' ? crowdedVariables : prohibitedVariables)(text, 'params', known.arrays).map((array) =>
      ({ problem: `'${array.text}', a whole array ${kind === 'item' ? 'with text around it' : 'where a text is expected'}`, within: array })),
  ];
  // One problem of each variable is enough.
  return found.filter(({ within }, index) => found.findIndex((other) => other.within.index === within.index) === index);
}

function unknown(text: string, { names }: Known): Found[] {
  return unknownVariables(text, 'params', names).map((bad) => ({ problem: `'${bad.text}', and ${undeclared('param', bad.name, [...names])}`, within: bad }));
}
