import { OutputType, ReferenceCodec, UploadPolicy } from '../artifact';
import type { InputSpec, OutputSpec } from '../artifact';
import { compact } from '../lowering/plain';
import type { PlainParamSpec, PlainResult, PlainWorkspaceSpec } from '../lowering/plain';
import type { InputModel, OutputModel } from '../lowering/task-model';
import { ParamType } from '../param';
import type { ParamSpec, PropertySpec } from '../param';
import type { ResultSpec } from '../result';
import type { WorkspaceSpec } from '../workspace';
import { toJson } from './to-plain';

/** The compiler's view of declared inputs. */
export function inputModels(inputs: { readonly [name: string]: InputSpec }): InputModel[] {
  return Object.entries(inputs).map(([name, spec]) => ({
    name,
    kind: spec.kind,
    description: spec.description,
    optional: spec.optional ?? false,
    codec: spec.codec ?? ReferenceCodec.OBJECT,
    content: spec.content ?? true,
  }));
}

/** The compiler's view of declared outputs. */
export function outputModels(outputs: { readonly [name: string]: OutputSpec }): OutputModel[] {
  return Object.entries(outputs).map(([name, spec]) => ({
    name,
    kind: spec.kind,
    description: spec.description,
    type: spec.type ?? OutputType.CONTENT,
    mediaType: spec.mediaType,
    storage: spec.storage,
    attachTo: spec.attachTo,
    subject: spec.subject ?? false,
    optional: spec.optional ?? false,
    codec: spec.codec === ReferenceCodec.STRING ? 'string' : 'object',
    always: spec.upload === UploadPolicy.ALWAYS,
    step: spec.step,
  }));
}

/** The plain form of declared params. */
export function paramSpecs(params: { readonly [name: string]: ParamSpec }): PlainParamSpec[] {
  return Object.entries(params).map(([name, spec]) => ({
    ...compact<PlainParamSpec>({
      name,
      type: spec.type ?? ParamType.STRING,
      description: spec.description,
      properties: propertiesOf(spec.properties),
      enum: spec.enum,
    }),
    // An empty list is a default too.
    ...spec.default === undefined ? {} : { default: toJson(spec.default) },
  }));
}

/** The plain form of declared keys. */
function propertiesOf(properties: { readonly [key: string]: PropertySpec } | undefined): { [key: string]: { type: string } } | undefined {
  if (!properties) return undefined;
  return Object.fromEntries(Object.entries(properties).map(([key, spec]) => [key, { type: spec.type ?? ParamType.STRING }]));
}

/** The plain form of declared results. */
export function resultSpecs(results: { readonly [name: string]: ResultSpec }): PlainResult[] {
  return Object.entries(results).map(([name, spec]) => compact<PlainResult>({
    name,
    type: spec.type ?? ParamType.STRING,
    description: spec.description,
    properties: propertiesOf(spec.properties),
    value: spec.value === undefined ? undefined : toJson(spec.value),
  }));
}

/** The plain form of declared workspaces. */
export function workspaceSpecs(workspaces: { readonly [name: string]: WorkspaceSpec }): PlainWorkspaceSpec[] {
  return Object.entries(workspaces).map(([name, spec]) => compact<PlainWorkspaceSpec>({ name, ...spec }));
}
