import { exampleOf } from '../example';
import { child } from '../model/path';
import { isDecidedElsewhere } from '../model/remote-references';
import type { PipelineSpecView } from '../model/views';
import { INNER_PATH } from '../pod/volume';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRun, TaskRun, WorkspaceBinding } from '../schema/tekton-types';
import { cleanPath } from '../webhook/clean-path';

export const workspaceSubPath: Rule = {
  id: 'tekton/workspace-sub-path',
  severity: 'error',
  stage: 'run',
  summary: 'the directory of a workspace lies within its volume',
  reason: "Kubernetes refuses the Pod where a subPath is absolute or has '..' in it. Where a PipelineRun and the task have one, Tekton joins both, which takes '..' out",
  source: 'pkg/reconciler/pipelinerun/pipelinerun.go, combinedSubPath; k8s.io/kubernetes/pkg/apis/core/validation, validateLocalDescendingPath',
  fix: "name it from the root of the volume, without a slash before it and without '..'",
  passing: exampleOf('TaskRun', 'taskRef: {name: build}\nworkspaces: [{name: source, subPath: app, persistentVolumeClaim: {claimName: code}}]'),
  failing: exampleOf('TaskRun', 'taskRef: {name: build}\nworkspaces: [{name: source, subPath: /app, persistentVolumeClaim: {claimName: code}}]'),
  check: (context) => {
    const told = new Set<string>();
    for (const { subPath, path, label, isPart } of directoriesIn(context)) {
      const [problem] = INNER_PATH(subPath, path);
      if (!problem || told.has(path + problem.message)) continue;
      told.add(path + problem.message);
      context.report(path, { message: `${label} has ${problem.message}`, ...isPart ? { severity: 'warning' } : {} });
    }
  },
};

/** A directory that a workspace is. */
interface Directory {
  readonly subPath?: string;
  readonly path: string;
  readonly label: string;
  /** What it is joined with is not known, and may take its `..` out or make it relative. */
  readonly isPart?: boolean;
}

function directoriesIn(context: RuleContext): Directory[] {
  const taskRun = context.document.decodedAs<TaskRun>('TaskRun')?.spec;
  if (taskRun) return (taskRun.workspaces ?? []).map(ofBinding);
  const run = context.document.decodedAs<PipelineRun>('PipelineRun')?.spec;
  const unbound = context.document.views.pipelines.filter(({ owner }) => owner !== 'PipelineRun');
  return [
    ...run ? ofPipelineRun(run, context) : [],
    ...unbound.flatMap(tasksIn).map((use): Directory => ({ ...use, isPart: true })),
  ];
}

function ofBinding({ name = '', subPath }: WorkspaceBinding, index: number): Directory {
  return { subPath, path: `spec.workspaces[${index}].subPath`, label: `the workspace '${name}'` };
}

function ofPipelineRun({ pipelineRef, workspaces = [] }: NonNullable<PipelineRun['spec']>, { document, documents }: RuleContext): Directory[] {
  const [inline] = document.views.pipelines;
  const name = pipelineRef?.resolver ? undefined : pipelineRef?.name;
  const pipeline = inline ?? (name ? documents.find('Pipeline', name, document)?.views.pipelines[0] : undefined);
  const uses = pipeline ? tasksIn(pipeline) : [];
  return workspaces.flatMap((binding, index) => {
    const own = ofBinding(binding, index);
    const users = uses.filter(({ workspace }) => workspace === binding.name);
    if (users.length === 0) return [{ ...own, isPart: true }];
    return users.map((use): Directory => {
      const place = inline && use.subPath ? use : own;
      return { ...place, subPath: joined(own.subPath, use.subPath), isPart: use.isJoinedAgain };
    });
  });
}

/** A workspace of a task of a Pipeline. */
interface Use extends Directory {
  /** Its name in the Pipeline. */
  readonly workspace: string;
  /** The task is a Pipeline, whose tasks may have a subPath, too. */
  readonly isJoinedAgain: boolean;
}

function tasksIn(pipeline: PipelineSpecView): Use[] {
  return [...pipeline.tasks, ...pipeline.finally].flatMap(({ task, path, label }) => {
    const isJoinedAgain = Boolean(task.pipelineRef ?? task.pipelineSpec);
    return (task.workspaces ?? []).map(({ name = '', workspace, subPath }, index) => ({
      subPath,
      path: `${child(path, 'workspaces')}[${index}].subPath`,
      label: `the workspace '${name}' of ${label}`,
      workspace: workspace || name,
      isJoinedAgain,
    }));
  });
}

/** As Tekton joins them, or nothing where one of them is decided elsewhere. */
function joined(ofRun = '', ofTask = ''): string | undefined {
  if (isDecidedElsewhere(ofRun) || isDecidedElsewhere(ofTask)) return undefined;
  return ofRun && ofTask ? cleanPath(`${ofRun}/${ofTask}`) : ofRun || ofTask;
}
