import { STORAGE_CONFIG_MAP } from '../../contract/storage-config';

/** The ConfigMap of a namespace, for the examples of rules. */
export function configMapExample(data: { readonly [key: string]: string }, name: string = STORAGE_CONFIG_MAP): string {
  const lines = Object.entries(data).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ci\n  labels:\n    tekton.dev/config-type: artifact-storage\ndata:\n${lines.join('')}`;
}

/** A working configuration. */
export const OCI = { 'backend': 'oci', 'oci.repository': 'registry.example.com/ci/artifacts' } as const;
