import type { Pack } from '../rule';
import { apiLevel } from '../tekton/api-level';
import { childPipelineResult } from '../tekton/child-pipeline-result';
import { containerField } from '../tekton/container-field';
import { containerImage } from '../tekton/container-image';
import { containerName } from '../tekton/container-name';
import { contextVariable } from '../tekton/context-variable';
import { customRun } from '../tekton/custom-run';
import { customTask } from '../tekton/custom-task';
import { deadVariable } from '../tekton/dead-variable';
import { duplicateKey } from '../tekton/duplicate-key';
import { env } from '../tekton/env';
import { executionStatus } from '../tekton/execution-status';
import { featureFlag } from '../tekton/feature-flag';
import { fieldType } from '../tekton/field-type';
import { finallyTask } from '../tekton/finally';
import { imageNameRule } from '../tekton/image-name';
import { inlineMetadata } from '../tekton/inline-metadata';
import { inlineParam } from '../tekton/inline-param';
import { kind } from '../tekton/kind';
import { listKey } from '../tekton/list-key';
import { matrix } from '../tekton/matrix';
import { matrixResult } from '../tekton/matrix-result';
import { metadataLabels } from '../tekton/metadata-labels';
import { metadataName } from '../tekton/metadata-name';
import { metadataOwners } from '../tekton/metadata-owners';
import { objectDefault } from '../tekton/object-default';
import { objectSize } from '../tekton/object-size';
import { oldField } from '../tekton/old-field';
import { onError } from '../tekton/on-error';
import { paramEnum } from '../tekton/param-enum';
import { paramName } from '../tekton/param-name';
import { paramProperties } from '../tekton/param-properties';
import { paramTwice } from '../tekton/param-twice';
import { paramType } from '../tekton/param-type';
import { pipelineContextVariable } from '../tekton/pipeline-context-variable';
import { pipelineEmpty } from '../tekton/pipeline-empty';
import { pipelineParamUse } from '../tekton/pipeline-param-use';
import { pipelineResult } from '../tekton/pipeline-result';
import { pipelineTaskName } from '../tekton/pipeline-task-name';
import { pipelineTaskTarget } from '../tekton/pipeline-task-target';
import { pipelineVariable } from '../tekton/pipeline-variable';
import { pipelineWorkspace } from '../tekton/pipeline-workspace';
import { podTemplate } from '../tekton/pod-template';
import { quotedValue } from '../tekton/quoted-value';
import { reference } from '../tekton/reference';
import { referenceNamespace } from '../tekton/reference-namespace';
import { computeResources } from '../tekton/resources';
import { resultDeclaration } from '../tekton/result-declaration';
import { resultTwice } from '../tekton/result-twice';
import { runCall } from '../tekton/run-call';
import { runOverrides } from '../tekton/run-overrides';
import { runParam } from '../tekton/run-param';
import { runStatus } from '../tekton/run-status';
import { runTarget } from '../tekton/run-target';
import { runWorkspace } from '../tekton/run-workspace';
import { scriptAndCommand } from '../tekton/script-and-command';
import { sidecarName } from '../tekton/sidecar-name';
import { stepAction } from '../tekton/step-action';
import { stepMount } from '../tekton/step-mount';
import { stepName } from '../tekton/step-name';
import { stepRef } from '../tekton/step-ref';
import { stepTemplate } from '../tekton/step-template';
import { stepVariablePlace } from '../tekton/step-variable-place';
import { stepWorkspace } from '../tekton/step-workspace';
import { taskCall } from '../tekton/task-call';
import { taskOrder } from '../tekton/task-order';
import { taskSteps } from '../tekton/task-steps';
import { taskVariable } from '../tekton/task-variable';
import { timeout } from '../tekton/timeout';
import { trigger } from '../tekton/trigger';
import { unknownField } from '../tekton/unknown-field';
import { unknownParam } from '../tekton/unknown-param';
import { unknownResult } from '../tekton/unknown-result';
import { valueVariable } from '../tekton/value-variable';
import { variablePrefix } from '../tekton/variable-prefix';
import { volumeMount } from '../tekton/volume-mount';
import { volumeName } from '../tekton/volume-name';
import { volumeSource } from '../tekton/volume-source';
import { whenExpression } from '../tekton/when-expression';
import { wholeParam } from '../tekton/whole-param';
import { workspaceDeclaration } from '../tekton/workspace-declaration';
import { workspaceSource } from '../tekton/workspace-source';
import { workspaceSubPath } from '../tekton/workspace-sub-path';
import { yaml } from '../tekton/yaml';

/** Will it be accepted, and will it run: what kubectl, the API server, Tekton's webhook, the Pod and the run refuse. */
export const tekton: Pack = {
  name: 'tekton',
  summary: 'will it be accepted, and will it run',
  rules: [
    yaml, duplicateKey, kind, unknownField, fieldType, oldField, metadataName, metadataLabels, metadataOwners, apiLevel,
    featureFlag, reference, taskSteps, stepName, containerImage, imageNameRule, stepRef, scriptAndCommand, stepMount,
    stepWorkspace, stepTemplate, stepVariablePlace, sidecarName, volumeName, workspaceDeclaration, onError, timeout,
    whenExpression, paramName, paramType, paramProperties, paramEnum, unknownParam, wholeParam, contextVariable,
    resultDeclaration, unknownResult, stepAction, pipelineEmpty, pipelineTaskName, pipelineTaskTarget, customTask, customRun,
    taskOrder, finallyTask, pipelineParamUse, paramTwice, variablePrefix, pipelineContextVariable,
    executionStatus, pipelineWorkspace, pipelineResult, childPipelineResult, matrix, matrixResult, runTarget,
    runParam, inlineParam, runStatus, runWorkspace, runOverrides, taskVariable, deadVariable, pipelineVariable,
    taskCall, runCall, valueVariable, volumeMount, containerName, resultTwice, objectDefault, inlineMetadata, env,
    containerField, computeResources, volumeSource, workspaceSource, workspaceSubPath, podTemplate, quotedValue, objectSize, listKey, trigger,
    referenceNamespace,
  ],
};
