import { exampleOf } from '../example';
import { child } from '../model/path';
import { isQualifiedName } from '../names';
import type { Rule } from '../rule';

export const metadataOwners: Rule = {
  id: 'tekton/metadata-owners',
  severity: 'error',
  stage: 'admission',
  summary: 'owner references and finalizers are complete, and there is no resourceVersion',
  reason: 'the API server refuses other ones',
  source: 'k8s.io/apimachinery/pkg/api/validation/objectmeta.go',
  fix: 'leave metadata to controllers: of what kubectl get prints keep name, namespace, labels and annotations',
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]').replace('name: example', 'name: example\n  finalizers: ["not a key"]'),
  check: ({ document, report }) => {
    const { ownerReferences = [], finalizers = [], generation = 0, managedFields = [], resourceVersion = '' } = document.metadata ?? {};
    if (!/^0*$/.test(resourceVersion)) report('metadata.resourceVersion', { message: 'the object has a resourceVersion, which a new one must not have', fix: 'remove it', atKey: true });
    ownerReferences.forEach((owner, index) => {
      const version = owner.apiVersion?.split('/').pop();
      for (const [field, value] of Object.entries({ apiVersion: version, kind: owner.kind, name: owner.name, uid: owner.uid })) {
        if (!value) report(`metadata.ownerReferences[${index}]`, { message: `the owner reference has no ${field}` });
      }
      if (owner.apiVersion === 'v1' && owner.kind === 'Event') report(`metadata.ownerReferences[${index}]`, { message: 'an Event cannot own anything' });
    });
    if (ownerReferences.filter(({ controller }) => controller).length > 1) report('metadata.ownerReferences', { message: 'more than one owner is the controller' });
    finalizers.forEach((finalizer, index) => {
      if (!isQualifiedName(finalizer)) report(child('metadata.finalizers', index), { message: `'${finalizer}' is no name of a finalizer` });
    });
    if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
      report('metadata.finalizers', { message: "the finalizers 'orphan' and 'foregroundDeletion' exclude each other" });
    }
    if (generation < 0) report('metadata.generation', { message: 'the generation is negative', fix: 'remove it' });
    managedFields.forEach(({ operation, fieldsType, manager = '' }, index) => {
      if (!['Apply', 'Update'].includes(operation ?? '') || (fieldsType && fieldsType !== 'FieldsV1') || manager.length > 128) {
        report(child('metadata.managedFields', index), { message: 'the managed fields are damaged', fix: 'remove metadata.managedFields' });
      }
    });
  },
};
