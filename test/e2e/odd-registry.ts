import { readFileSync } from 'fs';
import { join } from 'path';
import type { Case } from './case';
import { kubectl } from './kubectl';
import { REGISTRY, REGISTRY_SCHEME } from './registry';
import { IMAGE } from './tasks';

/** Who may use the kinds `basic` and `token`. */
export const ODD_USER = { username: 'robot', password: 'secret' };

/** A registry in the namespace of a case, in front of the real one, that misbehaves as a repository's first component says. */
export class OddRegistry {
  /** Starts it and waits until it answers. */
  public static async start(test: Case): Promise<OddRegistry> {
    await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects(test.namespace) }));
    await test.kubectl('wait', '--for=condition=Ready', '--timeout=180s', 'pod/odd-registry');
    return new OddRegistry(test);
  }

  /** As images name it. */
  public readonly host: string;

  private constructor(private readonly test: Case) {
    this.host = `odd-registry.${test.namespace}.svc.cluster.local:5000`;
  }

  /** What it has done so far. */
  public log(): Promise<string> {
    return this.test.kubectl('logs', 'odd-registry');
  }

  /** The repository of the case, behind a kind of trouble. */
  public repository(kind: string): string {
    return `${this.host}/${kind}/${this.test.repositoryPath}`;
  }
}

function objects(namespace: string): object[] {
  const metadata = { name: 'odd-registry', namespace, labels: { app: 'odd-registry' } };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'odd-registry.mjs': readFileSync(join(__dirname, 'programs', 'odd-registry.mjs'), 'utf8') } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: metadata.labels, ports: [{ port: 5000 }] } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{
          name: 'odd-registry',
          image: IMAGE,
          command: ['node', '/program/odd-registry.mjs'],
          env: [{ name: 'UPSTREAM', value: `${REGISTRY_SCHEME}://${REGISTRY}` }],
          readinessProbe: { tcpSocket: { port: 5000 }, periodSeconds: 1 },
          volumeMounts: [{ name: 'program', mountPath: '/program' }],
        }],
        volumes: [{ name: 'program', configMap: { name: metadata.name } }],
      },
    },
  ];
}
