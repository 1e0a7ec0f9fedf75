import { MEDIA_TYPE_PATTERN } from '../contract/media-types';
import { suggestion } from '../private/suggestion';
import type { OutputModel, TaskModel } from './task-model';

/** What is wrong with the declaration of an output, in full sentences. */
export function checkOutput(task: string, model: TaskModel, output: OutputModel): string[] {
  const problems: string[] = [];
  const names = model.spec.steps.map(({ name }) => name);
  if (output.step !== undefined && !names.includes(output.step)) {
    problems.push(`${task} names the step '${output.step}' as the one that writes '${output.name}', and has no such step${suggestion(output.step, names)}`);
  }
  if (output.mediaType !== undefined && !MEDIA_TYPE_PATTERN.test(output.mediaType)) {
    problems.push(`${task} has output '${output.name}' with mediaType '${output.mediaType}', expected '<type>/<subtype>' without parameters`);
  }
  if (output.mediaType !== undefined && output.kind === 'directory') {
    problems.push(`${task} has directory output '${output.name}' with a mediaType, a directory is always stored as an archive: remove it`);
  }
  const images = [...model.inputs.filter(({ codec }) => codec !== 'list'), ...model.outputs.filter(({ type }) => type === 'reference')].map(({ name }) => name);
  if (output.attachTo !== undefined && !images.includes(output.attachTo)) {
    problems.push(`${task} attaches output '${output.name}' to '${output.attachTo}', expected an input or a reference output of the Task${suggestion(output.attachTo, images)}`);
  }
  if (output.attachTo !== undefined && (output.storage === 'inline' || output.type === 'reference')) {
    problems.push(`${task} attaches output '${output.name}', which is not stored: drop its storage hint and type`);
  }
  if (output.type === 'reference' && (output.storage || output.always || output.kind === 'directory')) {
    problems.push(`${task} has reference output '${output.name}' with settings of stored content (storage, upload or a directory): remove them`);
  }
  return problems;
}
