// The example pipeline from TypeScript to verified artifacts, on this machine: `npm run demo`.
//
// Every step is a command that can be repeated by hand, and is printed as such.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const CLI = 'bin/cdk8s-tekton';
const STORE = 'dist/store';
const MANIFESTS = ['dist/welcome.k8s.yaml', 'dist/welcome-run.k8s.yaml'];
/** What is made from the source, and what is not the source's. */
const NOT_SOURCE = ['.git', 'node_modules', 'lib', 'dist', 'coverage', '.cdk8s-tekton'];

const started = performance.now();
const source = mkdtempSync(join(tmpdir(), 'cdk8s-tekton-demo-'));
try {
  process.exitCode = demo();
} finally {
  rmSync(source, { recursive: true, force: true });
}

function demo() {
  for (const path of [...MANIFESTS, STORE]) rmSync(join(ROOT, path), { recursive: true, force: true });

  title('1. TypeScript to YAML', 'templates/welcome is what `cdk8s-tekton init welcome` gives you; synth checks every name and binding');
  run('node', ['--import', 'tsx', 'templates/welcome/main.ts'], { TSX_TSCONFIG_PATH: 'test/tsconfig.json', CDK8S_OUTDIR: 'dist' });
  for (const path of MANIFESTS) console.log(`   wrote ${path}`);
  validate();
  run('node', [CLI, 'graph', MANIFESTS[0]]);

  title('2. Run the YAML here', "the emitted YAML alone, by Tekton's rules, with the agent that a cluster would run; the input is this repository");
  copySource();
  const status = run('node', [CLI, 'run', ...MANIFESTS, '--input', `source=${source}`, '--store', STORE], {}, { mayFail: true });
  if (status !== 0) return status;

  title('3. What it left', 'an OCI image layout: every artifact by its digest, readable by oras and skopeo too; small ones travelled in results');
  run('node', [CLI, 'artifact', 'ls', '--store', STORE]);

  title('4. Take it to a cluster', 'any Tekton from v1.0 on, no feature flag');
  console.log(`   ARTIFACT_REPOSITORY=<registry>/<repository>                   # then synthesize again
   kubectl create secret docker-registry registry --docker-server=<registry> --docker-username=... --docker-password=...
   kubectl patch serviceaccount default -p '{"secrets":[{"name":"registry"}]}'   # imagePullSecrets are not read
   kubectl apply -f ${MANIFESTS[0]}       # Tasks, Pipeline, storage configuration, the agent's ConfigMap
   kubectl create -f ${MANIFESTS[1]}  # one run

Make it yours:  node ${CLI} init welcome ../my-pipeline
Done in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
  return 0;
}

function title(text, explanation) {
  console.log(`\n${bold(text)}\n   ${explanation}`);
}

function bold(text) {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[0m` : text;
}

/** Runs a command of this repository in the open; only a run of the pipeline may end in failure. */
function run(command, args, env = {}, { mayFail = false } = {}) {
  const assignments = Object.entries(env).map(([name, value]) => `${name}=${value} `).join('');
  console.log(`   $ ${assignments}${[command, ...args].join(' ')}\n`);
  const program = command === 'node' ? process.execPath : command;
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  if (error) throw error;
  if (status !== 0 && !mayFail) throw new Error(`'${command} ${args[0]}' ended with exit code ${status}`);
  return status ?? 1;
}

/** Tekton's own code judges the YAML, where it has been built already: that takes Go and some minutes. */
function validate() {
  const programs = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-tekton', 'bin');
  const judges = ['newest', 'oldest'].map((version) => join(programs, `conformance-${version}`)).filter((path) => existsSync(path));
  if (judges.length === 0) {
    console.log("   valid by the checks of the constructs; `test/conformance/check dist/*.yaml` asks Tekton's own code (needs Go)");
  }
  for (const judge of judges) {
    const lines = execFileSync(judge, MANIFESTS, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
    console.log(`   Tekton's own validation: ${lines.at(-1)}`);
  }
}

/** The files under version control; of an unpacked archive, all that were not made here. */
function copySource() {
  for (const file of sourceFiles()) cpSync(join(ROOT, file), join(source, file), { recursive: true });
}

function sourceFiles() {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const tracked = status === 0 ? stdout.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file))) : [];
  return tracked.length > 0 ? tracked : readdirSync(ROOT).filter((name) => !NOT_SOURCE.includes(name));
}
