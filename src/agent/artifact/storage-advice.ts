import { annotationOf, STORAGE_CONFIG_MAP } from '../../contract/storage-config';

/** How to make storage available, for messages: every place that can be set without changing the Task. */
export function storageAdvice(namespace: string): string {
  const where = namespace === '' ? STORAGE_CONFIG_MAP : `${namespace}/${STORAGE_CONFIG_MAP}`;
  return `set backend and oci.repository, or another store's keys, in ConfigMap '${where}', or annotate the PipelineRun with '${annotationOf('backend')}: oci' `
    + `and '${annotationOf('oci.repository')}: <registry>/<repository>'`;
}
