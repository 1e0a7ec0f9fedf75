import type { StorageConfig } from '../../contract/storage-config';
import type { Rule } from '../rule';
import { configMapExample } from './config-map-example';
import type { StorageEntry } from './storage-levels';
import { levelsBelow, storageLevels } from './storage-levels';

export const plainHttp: Rule = {
  id: 'configuration/plain-http',
  severity: 'warning',
  stage: 'none',
  summary: 'storage is reached by plain http on this machine only',
  reason: 'credentials and content are readable on the way; content is verified, credentials are lost',
  source: 'TEP-0164, security considerations',
  fix: 'use https; a private certificate authority can be given to the Tasks',
  passing: configMapExample({ 'backend': 'oci', 'oci.repository': 'localhost:5000/artifacts', 'oci.plainHttp': 'true' }),
  failing: configMapExample({ 'backend': 'oci', 'oci.repository': 'registry.example.com/artifacts', 'oci.plainHttp': 'true' }),
  check: ({ document, documents, report }) => {
    for (const { config, entries } of storageLevels(document)) {
      for (const entry of entries) {
        const host = hostOf(entry, [config, ...levelsBelow(document, documents).map((below) => below.config)]);
        if (host !== undefined && !isLoopback(host)) report(entry.path, { message: `${entry.written} reaches '${host}' by plain http` });
      }
    }
  },
};

/** The host that a setting reaches without encryption; undefined where it does not say so, or not which. */
function hostOf({ key, value }: StorageEntry, levels: readonly StorageConfig[]): string | undefined {
  if (key === 'oci.plainHttp' && value === 'true') {
    return levels.map((config) => config['oci.repository']).find((repository) => repository !== undefined)?.split('/')[0];
  }
  return typeof value === 'string' && key && /\.(?:endpoint|url)$/.test(key) ? /^http:\/\/([^/?#]+)/i.exec(value)?.[1] : undefined;
}

function isLoopback(host: string): boolean {
  return /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host);
}
