import type { Pack } from '../rule';
import { duplicateKey } from '../tekton/duplicate-key';
import { fieldType } from '../tekton/field-type';
import { stepName } from '../tekton/step-name';
import { unknownField } from '../tekton/unknown-field';
import { yaml } from '../tekton/yaml';

/** Will it be accepted, and will it run: what kubectl, the API server, Tekton's webhook, the Pod and the run refuse. */
export const tekton: Pack = {
  name: 'tekton',
  summary: 'will it be accepted, and will it run',
  rules: [yaml, duplicateKey, unknownField, fieldType, stepName],
};
