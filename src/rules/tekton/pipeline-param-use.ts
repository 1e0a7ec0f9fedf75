import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { PipelineSpecView, PipelineTaskView } from '../model/views';
import type { Rule } from '../rule';
import type { ParamSpec, ParamValue } from '../schema/tekton-types';
import { eachPipelineSpec } from '../visit';
import { crowdedVariable, entireVariable, isWholeReference, prohibitedVariable, unknownVariable } from '../webhook/substitution';

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
        const problem = kind === 'value' && isWholeReference(text, 'params') ? unknown(text, known) : problemOf(text, kind, known);
        if (problem) report(path, { message: `${task.label} ${name} ${problem}` });
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

interface Text {
  readonly text: string;
  readonly path: string;
  /** `item` is one of a list, which may be a whole array; a `value` may be a whole array or object. */
  readonly kind: 'text' | 'item' | 'value';
  /** For messages: `passes by 'x'`. */
  readonly name: string;
}

function textsOf({ task, path }: PipelineTaskView): Text[] {
  const matrix = task.matrix?.params?.length || task.matrix?.include?.length ? task.matrix : undefined;
  return [
    ...(task.params ?? []).flatMap(({ name, value }, index) => textsOfValue(value, `${path}.params[${index}].value`, `passes by '${name ?? ''}'`)),
    ...(matrix?.params ?? []).flatMap(({ name, value }, index) => Array.isArray(value)
      ? textsOfValue(value, `${path}.matrix.params[${index}].value`, `passes by '${name ?? ''}'`)
      : []),
    ...(matrix?.include ?? []).flatMap(({ params = [] }, at) => params.flatMap(({ name, value }, index) => typeof value === 'string'
      ? [{ text: value, path: `${path}.matrix.include[${at}].params[${index}].value`, kind: 'text' as const, name: `passes by '${name ?? ''}'` }]
      : [])),
    ...(task.when ?? []).flatMap(({ input = '', values = [] }, index) => [
      { text: input, path: `${path}.when[${index}].input`, kind: 'text' as const, name: 'has in when' },
      ...values.map((text, at) => ({ text, path: `${path}.when[${index}].values[${at}]`, kind: 'item' as const, name: 'has in when' })),
    ]),
  ];
}

function textsOfValue(value: ParamValue | undefined, path: string, name: string): Text[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [{ text: value, path, kind: 'value', name }];
  if (Array.isArray(value)) return (value as readonly string[]).map((text, index) => ({ text, path: `${path}[${index}]`, kind: 'item', name }));
  return Object.entries(value).map(([key, text]) => ({ text: String(text), path: `${path}.${key}`, kind: 'text', name }));
}

function problemOf(text: string, kind: Text['kind'], known: Known): string | undefined {
  const bad = unknown(text, known);
  if (bad) return bad;
  for (const [name, keys] of known.objects) {
    const key = unknownVariable(text, `params\\.${name}`, keys);
    if (key) return `'${key.text}', and the param '${name}' has no key '${key.name}'${suggestion(key.name, [...keys])}`;
  }
  const whole = entireVariable(text, 'params', new Set(known.objects.keys()));
  if (whole) return `'${whole.text}', a whole object among text`;
  const array = kind === 'item' ? crowdedVariable(text, 'params', known.arrays) : prohibitedVariable(text, 'params', known.arrays);
  return array && `'${array.text}', a whole array ${kind === 'item' ? 'with text around it' : 'where a text is expected'}`;
}

function unknown(text: string, { names }: Known): string | undefined {
  const bad = unknownVariable(text, 'params', names);
  return bad && `'${bad.text}', and no param '${bad.name}' is declared${suggestion(bad.name, [...names])}`;
}
