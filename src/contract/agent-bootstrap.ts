/**
 * The code for `node -e` that runs the agent from its gzipped bundle.
 *
 * A ConfigMap holds a gzipped bundle where it could not hold a plain one. Two
 * things make the bundle behave as if `node` had been given a file: the global
 * `agentBundle`, from which the agent starts its worker threads in the same
 * way, and the path put into `process.argv[1]`, where programs look for their
 * own name.
 *
 * @param path of the gzipped bundle, as the process sees it.
 */
export function agentBootstrap(path: string): string {
  return [
    `process.argv.splice(1, 0, globalThis.agentBundle = ${JSON.stringify(path)});`,
    "eval(require('zlib').gunzipSync(require('fs').readFileSync(agentBundle)).toString())",
  ].join('\n');
}
