import { isDecidedElsewhere, referencesOf } from '../model/remote-references';
import type { Rule } from '../rule';

export const referenceNamespace: Rule = {
  id: 'tekton/reference-namespace',
  severity: 'warning',
  stage: 'run',
  summary: 'what a name refers to is in the namespace of who refers to it',
  reason: 'Tekton looks a name up in its own namespace only; the run fails (CouldntGetTask, CouldntGetPipeline)',
  source: 'observed: tasks.tekton.dev "shared" not found; what is referred to is known where it is among the files that are checked',
  fix: 'put both into one namespace, or refer to it by the resolver cluster',
  passing: `${task('ci')}---\n${run('ci')}`,
  failing: `${task('shared')}---\n${run('ci')}`,
  check: ({ document, documents, report }) => {
    const { namespace } = document;
    if (namespace === undefined || isDecidedElsewhere(namespace)) return;
    for (const { kind, name, resolver, custom, path, label } of referencesOf(document)) {
      if (!name || resolver || custom) continue;
      const others = documents.named(kind, name).map((object) => object.namespace);
      // Without a namespace it may be applied to this one.
      if (others.some((other) => other === undefined || other === namespace || isDecidedElsewhere(other))) continue;
      if (others.length === 0) continue;
      const places = [...new Set(others)].map((other) => `'${other}'`).join(' and ');
      report(`${path}.name`, { message: `${label} refers to the ${kind} '${name}', which is in namespace ${places} and not in '${namespace}', where it is looked for` });
    }
  },
};

function task(namespace: string): string {
  return `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build, namespace: ${namespace}}\nspec: {steps: [{image: busybox, command: [make]}]}\n`;
}

function run(namespace: string): string {
  return `apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {name: example, namespace: ${namespace}}\nspec:\n  taskRef: {name: build}\n`;
}
