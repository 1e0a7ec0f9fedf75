import { spawn } from 'child_process';
import { once } from 'events';
import { createInterface } from 'readline';
import type { Run } from '../case';

/** The API server, reached without a process for each question: what is measured here is less than a kubectl takes. */
export class Api {
  /** Starts `kubectl proxy`; `stop` ends it. */
  public static async start(): Promise<Api> {
    const proxy = spawn('kubectl', ['proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(proxy.stdout), 'line') as [string];
    const port = /:(\d+)$/.exec(line)?.[1];
    if (!port) throw new Error(`kubectl proxy says '${line}', expected an address with a port`);
    return new Api(`http://127.0.0.1:${port}`, () => proxy.kill());
  }

  private constructor(private readonly address: string, public readonly stop: () => void) {}

  /** Creates an object of `tekton.dev/v1`. */
  public async create(namespace: string, kind: 'taskruns' | 'pipelineruns', body: object): Promise<void> {
    await this.fetch(`/apis/tekton.dev/v1/namespaces/${namespace}/${kind}`, {
      method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' },
    });
  }

  /** Reads an object or a list. */
  public async read<T>(path: string): Promise<T> {
    return await (await this.fetch(path)).json() as T;
  }

  /** Waits until a run has ended, told by the API server at once. */
  public async ended(namespace: string, kind: 'taskruns' | 'pipelineruns', name: string): Promise<{ run: Run; at: number }> {
    const path = `/apis/tekton.dev/v1/namespaces/${namespace}/${kind}?watch=1&timeoutSeconds=300&fieldSelector=metadata.name%3D${name}`;
    const { body } = await this.fetch(path);
    if (!body) throw new Error(`GET ${path} answered nothing`);
    let text = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const lines = (text + chunk).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const { object } = JSON.parse(line) as { object: Run };
        const condition = object.status?.conditions?.[0];
        if (condition?.status === 'True') return { run: object, at: Date.now() };
        if (condition?.status === 'False') throw new Error(`${kind} ${name} failed: ${condition.message}`);
      }
    }
    throw new Error(`${kind} ${name} did not end within 300 s`);
  }

  private async fetch(path: string, init?: RequestInit): Promise<Response> {
    const response = await fetch(this.address + path, init);
    if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${path} answered ${response.status}: ${await response.text()}`);
    return response;
  }
}
