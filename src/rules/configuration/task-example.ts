import { PATHS } from '../../contract/paths';

/** A step of the author, for the examples of rules. */
export const BUILD_STEP = '{name: build, image: "node:22", command: [npm, test]}';

/** Settings of injected steps, with the default of the cluster. */
export const SETTINGS = '\'--default={"backend":"oci","oci.repository":"registry.example.com/ci/artifacts"}\', "--config=/var/artifacts/config"';

/** A Task with an input and an output as the compiler emits it, for the examples of rules; parts may be replaced. */
export function compiledTask(parts: {
  readonly fetch?: string;
  readonly build?: readonly string[];
  readonly settings?: string;
  readonly volumes?: string;
} = {}): string {
  const settings = parts.settings ?? SETTINGS;
  const fetch = `{name: fetch-artifacts, image: "node:22", args: [fetch, '--input={"name":"app","kind":"file","path":"${PATHS.inputs}/app"}', ${settings}, "--scratch=${PATHS.scratch}"], `
    + 'env: [{name: ERROR_RESULT, value: $(step.results.error.path)}, {name: INPUT_app_URI, value: $(params.app.uri)}, {name: INPUT_app_DIGEST, value: $(params.app.digest)}], '
    + `results: [{name: error}], volumeMounts: [{name: artifacts, mountPath: ${PATHS.inputs}, subPath: inputs}, {name: artifacts, mountPath: ${PATHS.scratch}, subPath: scratch}]}`;
  const upload = `{name: upload-artifacts, image: "node:22", args: [upload, '--output={"name":"report","kind":"file","path":"${PATHS.outputs}/report"}', ${settings}, "--scratch=${PATHS.scratch}", "--containers=4"], `
    + 'env: [{name: ERROR_RESULT, value: $(step.results.error.path)}], results: [{name: report, type: object, properties: {uri: {type: string}, digest: {type: string}}}, {name: error}], '
    + `volumeMounts: [{name: artifacts, mountPath: ${PATHS.outputs}, subPath: outputs}, {name: artifacts, mountPath: ${PATHS.scratch}, subPath: scratch}]}`;
  const steps = [parts.fetch ?? fetch, ...parts.build ?? [BUILD_STEP], upload];
  return `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: test
  namespace: ci
spec:
  params: [{name: app, type: object, properties: {uri: {type: string}, digest: {type: string}}}]
  results: [{name: report, type: object, properties: {uri: {type: string}, digest: {type: string}}, value: $(steps.upload-artifacts.results.report)}]
  volumes: [{name: artifacts, emptyDir: {}}${parts.volumes ?? ''}]
  steps:
${steps.filter((step) => step !== '').map((step) => `  - ${step}\n`).join('')}`;
}
