import * as z from 'zod';
import { RunInputError } from './errors';
import type { DataObject, PipelineRunSpec, PipelineSpec, StepActionSpec, TaskRunSpec, TaskSpec, ValueType } from './manifest';
import { type ParamValue, readValue, typeOf } from './param-value';

/**
 * The shape of what the runner reads, with Tekton's defaults filled in.
 *
 * Only fields with a meaning here are looked at; whether a document is valid in all its parts is the business of
 * `validate` and of the cluster.
 */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const textList = z.array(text);
const value = z.unknown().transform((raw): ParamValue => readValue(raw));
const param = z.object({ name: text, value });
// no other fields: what a resolver found is not for a document to say
const reference = z.object({
  name: text.optional(),
  apiVersion: z.string().nullish(),
  resolver: z.string().optional(),
  params: z.array(param).optional(),
});
const properties = z.record(z.string(), z.unknown());

const paramSpec = z.object({
  name: text,
  type: z.enum(['string', 'array', 'object']).optional(),
  properties: properties.optional(),
  default: z.unknown().optional(),
  enum: textList.optional(),
}).transform(({ type, default: raw, ...spec }) => {
  const fallback = raw === undefined || raw === null ? undefined : readValue(raw);
  return { ...spec, type: type ?? inferType(spec.properties, fallback), ...fallback !== undefined && { default: fallback } };
});

const resultSpec = z.object({
  name: text,
  type: z.enum(['string', 'array', 'object']).optional(),
  properties: properties.nullish().transform((map) => map ?? undefined),
  value: z.unknown().optional(),
}).transform(({ type, value: raw, ...spec }) => ({
  ...spec, type: type ?? inferType(spec.properties, undefined), ...raw !== undefined && raw !== null && { value: readValue(raw) },
}));

const whenExpression = z.object({ input: text.default(''), operator: text.default(''), values: textList.default([]), cel: z.string().optional() });
const metadata = z.looseObject({ labels: z.record(z.string(), text).optional(), annotations: z.record(z.string(), text).optional() });
const envVar = z.object({ name: text, value: text.nullish().transform((raw) => raw ?? undefined), valueFrom: z.looseObject({}).optional() });

const container = z.looseObject({
  name: text.optional(),
  image: text.optional(),
  command: textList.nullish().transform((raw) => raw ?? undefined),
  args: textList.nullish().transform((raw) => raw ?? undefined),
  script: z.string().optional(),
  workingDir: z.string().optional(),
  env: z.array(envVar).nullish().transform((raw) => raw ?? undefined),
  volumeMounts: z.array(z.looseObject({ name: text, mountPath: z.string() })).nullish().transform((raw) => raw ?? undefined),
});

const step = container.extend({
  ref: reference.optional(),
  params: z.array(param).optional(),
  results: z.array(resultSpec).optional(),
  when: z.array(whenExpression).optional(),
  timeout: z.string().optional(),
});

const volume = z.looseObject({ name: text });

const taskSpec = z.looseObject({
  params: z.array(paramSpec).optional(),
  results: z.array(resultSpec).optional(),
  workspaces: z.array(z.looseObject({ name: text })).optional(),
  volumes: z.array(volume).optional(),
  stepTemplate: container.optional(),
  steps: z.array(step, { error: 'expected a list of steps' }).min(1, 'expected at least one step'),
  sidecars: z.array(container).optional(),
});

const stepActionSpec = container.extend({ params: z.array(paramSpec).optional(), results: z.array(resultSpec).optional() });

const pipelineTask = z.looseObject({
  name: z.string(),
  displayName: z.string().optional(),
  taskRef: reference.optional(),
  taskSpec: taskSpec.extend({ metadata: metadata.optional() }).or(z.looseObject({ apiVersion: z.string(), kind: z.string() })).optional(),
  params: z.array(param).optional(),
  matrix: z.looseObject({
    params: z.array(param).optional(),
    include: z.array(z.looseObject({ params: z.array(param).optional() })).optional(),
  }).optional(),
  when: z.array(whenExpression).optional(),
  runAfter: textList.optional(),
  retries: z.number().optional(),
  timeout: text.optional(),
});

const pipelineSpec = z.looseObject({
  params: z.array(paramSpec).optional(),
  workspaces: z.array(z.looseObject({ name: text })).optional(),
  tasks: z.array(pipelineTask, { error: 'expected a list of tasks' }),
  finally: z.array(pipelineTask).optional(),
  results: z.array(resultSpec).optional(),
});

const binding = z.looseObject({ name: text });

const podTemplate = z.looseObject({ env: z.array(envVar).optional(), volumes: z.array(volume).optional() });

const pipelineRunSpec = z.looseObject({
  pipelineRef: reference.optional(),
  pipelineSpec: pipelineSpec.optional(),
  params: z.array(param).optional(),
  workspaces: z.array(binding).optional(),
  timeouts: z.looseObject({ pipeline: text.optional(), tasks: text.optional(), finally: text.optional() }).optional(),
  taskRunTemplate: z.looseObject({ podTemplate: podTemplate.optional() }).optional(),
  taskRunSpecs: z.array(z.looseObject({ metadata: metadata.optional(), timeout: text.optional(), podTemplate: podTemplate.optional() })).optional(),
});

const taskRunSpec = z.looseObject({
  taskRef: reference.optional(),
  taskSpec: taskSpec.optional(),
  params: z.array(param).optional(),
  workspaces: z.array(binding).optional(),
  timeout: text.optional(),
  retries: z.number().optional(),
  podTemplate: podTemplate.optional(),
});

const dataObject = z.looseObject({
  kind: z.string(),
  metadata: metadata.default({}),
  data: z.record(z.string(), text).nullish(),
  binaryData: z.record(z.string(), z.string()).nullish(),
  stringData: z.record(z.string(), text).nullish(),
});

export const readTaskSpec = reader<TaskSpec>(taskSpec);
export const readStepActionSpec = reader<StepActionSpec>(stepActionSpec);
export const readPipelineSpec = reader<PipelineSpec>(pipelineSpec);
export const readPipelineRunSpec = reader<PipelineRunSpec>(pipelineRunSpec);
export const readTaskRunSpec = reader<TaskRunSpec>(taskRunSpec);

/** Reads a ConfigMap or Secret; a Secret's data is base64, its stringData wins over it. */
export function readDataObject(object: unknown, where: string): DataObject {
  const { kind, metadata: meta, data, binaryData, stringData } = reader<z.output<typeof dataObject>>(dataObject)(object, where);
  const encoding = kind === 'Secret' ? 'base64' : 'utf8';
  const decoded = (map: { readonly [key: string]: string } | null | undefined, from: BufferEncoding): [string, Buffer][] => (
    Object.entries(map ?? {}).map(([key, content]) => [key, Buffer.from(content, from)])
  );
  const texts = new Map([...decoded(data, encoding), ...decoded(stringData, 'utf8')]);
  return {
    metadata: meta,
    data: new Map([...decoded(binaryData, 'base64'), ...texts]),
    texts: new Map([...texts].map(([key, content]) => [key, content.toString()])),
  };
}

/** @returns a function that reads a spec or throws a RunInputError with the place and what was expected there */
function reader<T>(schema: z.ZodType): (object: unknown, where: string) => T {
  return (object, where) => {
    const result = schema.safeParse(object ?? {});
    if (result.success) return result.data as T;
    const [issue] = result.error.issues;
    throw new RunInputError(`${where}: ${issue.path.join('.')}: ${issue.message.toLowerCase()}`);
  };
}

function inferType(declared: unknown, fallback: ParamValue | undefined): ValueType {
  if (declared !== undefined) return 'object';
  return fallback === undefined ? 'string' : typeOf(fallback);
}
