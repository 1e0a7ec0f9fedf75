import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { runAgent } from '../../src/agent/run-agent';
import { planArguments } from '../../src/contract/agent-arguments';
import type { UploadOutput } from '../../src/contract/agent-plan';
import type { StorageConfig } from '../../src/contract/storage-config';
import { testInvocation } from './support';

/** An upload step of a TaskRun `ci/<taskRun>` of PipelineRun `run-1`. */
export interface UploadStep {
  /** A folder of its own for each TaskRun is made below. */
  readonly folder: string;
  readonly taskRun: string;
  readonly storage: StorageConfig;
  /** Content by name: of a file, or by path of the files of a directory. */
  readonly outputs: { readonly [name: string]: string | { readonly [path: string]: string } };
  /** What else the plan says of each output, or of one by its name. @default - stored, not inline */
  readonly output?: Partial<UploadOutput> | ((name: string) => Partial<UploadOutput>);
  /** Holds config.json with passwords. @default - none */
  readonly dockerConfig?: string;
  /** PEM file. @default - none */
  readonly certificateAuthority?: string;
  readonly env?: { readonly [name: string]: string };
}

/** What an upload step left. */
export interface Uploaded {
  readonly code: number;
  readonly errors: string[];
  readonly warnings: string[];
  readonly lines: string[];
  /** The step results. */
  readonly results: { readonly [name: string]: string };
}

/** Runs an upload step in this process. */
export async function uploadStep(step: UploadStep): Promise<Uploaded> {
  const { folder, taskRun, storage, outputs, output = { storage: 'external' }, dockerConfig, certificateAuthority, env = {} } = step;
  const at = (...path: string[]) => join(folder, taskRun, ...path);
  rmSync(at(), { recursive: true, force: true });
  ['out', 'pod', 'results', 'scratch'].forEach((each) => mkdirSync(at(each), { recursive: true }));
  writeFileSync(at('pod', 'labels'), `tekton.dev/pipelineRun="run-1"\ntekton.dev/taskRun="${taskRun}"\ntekton.dev/pipelineRunUID="0f6d"\n`);
  writeFileSync(at('pod', 'namespace'), 'ci');
  for (const [name, content] of Object.entries(outputs)) {
    const files = typeof content === 'string' ? [['', content]] : Object.entries(content);
    for (const [path, text] of files) {
      mkdirSync(dirname(at('out', name, path)), { recursive: true });
      writeFileSync(at('out', name, path).replace(/\/$/, ''), text);
    }
  }
  const plan = planArguments({
    default: storage,
    ...certificateAuthority === undefined ? {} : { certificateAuthority },
    pod: at('pod'),
    scratch: at('scratch'),
    containers: 3,
    outputs: Object.entries(outputs).map(([name, content]) => (
      { name, kind: typeof content === 'string' ? 'file' : 'directory', path: at('out', name), ...typeof output === 'function' ? output(name) : output }
    )),
  });
  const invocation = testInvocation({ ERROR_RESULT: at('results', 'error'), DOCKER_CONFIG: dockerConfig ?? at(), ...env });
  const errors: string[] = [];
  const code = await runAgent(['upload', ...plan], invocation, (line) => void errors.push(line));
  const results = readdirSync(at('results')).map((name) => [name, readFileSync(at('results', name), 'utf8')]);
  const { lines } = invocation;
  return { code, errors, lines, warnings: lines.filter((line) => line.startsWith('warning')), results: Object.fromEntries(results) };
}
