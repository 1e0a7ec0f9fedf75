import { EXIT_CODES } from './exit-codes';

/** The gzipped bundle of the agent, as the process sees it. */
export interface AgentBundle {
  readonly path: string;
  /** SHA-256 of the gzipped bytes, hexadecimal. */
  readonly sha256: string;
}

/**
 * The code for `node -e` that runs the agent from its gzipped bundle, once its digest has been checked.
 *
 * A ConfigMap holds a gzipped bundle where it could not hold a plain one. It is
 * immutable, but whoever may write ConfigMaps can delete it and make another
 * one of that name: it must not get its code into steps with credentials.
 *
 * Two things make the bundle behave as if `node` had been given a file: the
 * global `agentBundle`, from which the agent starts its worker threads in the
 * same way, and the path put into `process.argv[1]`, where programs look for
 * their own name.
 */
export function agentBootstrap({ path, sha256 }: AgentBundle): string {
  return [
    `globalThis.agentBundle = ${JSON.stringify({ path, sha256 })};`,
    'process.argv.splice(1, 0, agentBundle.path);',
    'const packed = require(\'fs\').readFileSync(agentBundle.path);',
    'if (require(\'crypto\').createHash(\'sha256\').update(packed).digest(\'hex\') !== agentBundle.sha256) {',
    '  console.error(`error: ${agentBundle.path} is not the agent that this step was made with, its SHA-256 is another one`);',
    `  process.exit(${EXIT_CODES.DIGEST_MISMATCH});`,
    '}',
    'eval(require(\'zlib\').gunzipSync(packed).toString())',
  ].join('\n');
}
