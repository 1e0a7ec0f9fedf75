/** An object of Tekton's in YAML around the lines of its spec: for the examples of rules. */
export function exampleOf(kind: 'Task' | 'Pipeline' | 'TaskRun' | 'PipelineRun' | 'StepAction', spec: string): string {
  const version = kind === 'StepAction' ? 'v1beta1' : 'v1';
  const lines = spec.trim().split('\n').map((line) => `  ${line}\n`);
  return `apiVersion: tekton.dev/${version}\nkind: ${kind}\nmetadata:\n  name: example\nspec:\n${lines.join('')}`;
}
