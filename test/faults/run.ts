import { execFileSync, type ChildProcess } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'fs';
import type { IncomingMessage } from 'http';
import { join } from 'path';
import { EXIT_CODES } from '../../src/contract/exit-codes';
import type { Dice } from '../rules/agreement/mutants';
import { directoryAt, type Backend } from './backends';
import { contentOf, isDirectory, isSameTree, readTree, storedProblem, writeTree, type Tree } from './content';
import { startFaultProxy, type FaultProxy } from './fault-proxy';
import { FAULTS, NO_SUCH_HOST, skew, type Fault, type Scene } from './faults';
import { diceOf, type RunPlan } from './plan';
import { makeFolders, startStep, type Ended, type StepRun } from './program';
import { STEP_OF, type Step } from './requests';
import { store, storedKey, type World } from './world';

/** What must never be. */
export const ZEROS = ['wrong bytes accepted', 'losses reported as success', 'hangs', 'credentials shown', 'temporary files left', 'other'] as const;
export type Zero = typeof ZEROS[number];

/** What came of a run. */
export interface Outcome {
  readonly plan: RunPlan;
  /** Exit code, or signal, of the step that suffered. */
  readonly code: number | string;
  readonly problems: readonly { readonly zero: Zero; readonly text: string }[];
  /** All that the step said. */
  readonly said: string;
}

/** No step may take longer, in milliseconds, on a busy machine too. */
const LONGEST = 90_000;

/** A disk that holds less than what comes, in kilobytes. */
const SMALL_DISK = 24;

/** Runs a step while one kind of its requests suffers one kind of fault, and judges all that it left. */
export async function runFault(world: World, plan: RunPlan): Promise<Outcome> {
  const folder = mkdtempSync(join(world.folder, `run-${plan.number}-`));
  const run = new FaultRun(world, plan, folder);
  try {
    return await run.execute();
  } catch (error) {
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    return { plan, code: 'none', problems: [{ zero: 'other', text: `the run itself failed: ${text}` }], said: '' };
  } finally {
    await run.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

class FaultRun {
  private readonly fault: Fault;
  private readonly step: Step;
  private readonly backend: Backend;
  private readonly name: string;
  private readonly problems: { zero: Zero; text: string }[] = [];
  private readonly cleanups: (() => unknown)[] = [];
  private child?: ChildProcess;
  private met = 0;
  private struck = 0;

  constructor(private readonly world: World, private readonly plan: RunPlan, private readonly folder: string) {
    this.fault = FAULTS[plan.fault];
    this.step = STEP_OF[plan.request];
    // a directory of its own, to see what is left in it
    this.backend = plan.backend === 'directory' && this.step === 'upload' ? directoryAt(join(folder, 'store')) : world.backends.get(plan.backend) as Backend;
    this.name = `run-${plan.seed}-${plan.number}`;
  }

  public async execute(): Promise<Outcome> {
    makeFolders(this.folder);
    const { tree, reference } = await this.subject();
    const dice = diceOf(this.plan.seed, this.plan.number);
    // half of them are set up so, the others happen on the way
    const isSetUp = dice.below(2) === 0;
    const isNameless = this.fault.setting === 'no such name' && isSetUp;
    const isAhead = this.fault.setting === 'wrong clock' && isSetUp;
    if (isNameless || isAhead) this.struck = Infinity;
    const network = this.plan.backend === 'directory' ? undefined : await this.spoilNetwork(dice, isNameless, reference?.digest ?? '');
    const origin = network?.origin ?? this.backend.origin;
    const stepRun: StepRun = {
      step: this.step,
      folder: this.folder,
      pipelineRun: this.name,
      taskRun: `${this.name}-build`,
      access: this.backend.access({ origin, folder: join(this.folder, 'credentials') }),
      kind: isDirectory(tree) ? 'directory' : 'file',
      ...reference ? { reference: { ...reference, uri: this.behind(reference.uri, origin) } } : {},
      ...origin.startsWith('https:') ? { authority: this.world.authority } : {},
      ...this.fault.signal ? {} : { waits: this.fault.isSilent ? 'impatient' as const : 'quick' as const },
      ...isAhead ? { ahead: skew(dice) } : {},
    };
    this.fillDisk();
    const started = startStep(stepRun);
    this.child = started.child;
    // what no request tells is a matter of time
    const when = this.neighbourTime() * (0.5 + dice.below(100) / 100);
    if (network === undefined && this.fault.signal) setTimeout((signal) => started.child.kill(signal), when, this.fault.signal);
    const ended = await this.awaited(started);
    if (network && this.fault.strike && this.struck === 0) this.report('other', 'no request suffered');
    await this.judge(ended, tree, network?.proxy.seen ?? [], reference?.digest);
    // a signal may come when all is fetched: then the place is full, and nobody tries again
    const isDone = ended.said.includes('"action":"fetched"');
    if (this.fault.signal && ended.code !== 0 && !isDone) await this.tryAgain(stepRun, tree, reference?.digest);
    return { plan: this.plan, code: ended.code, problems: this.problems, said: ended.said };
  }

  public async stop(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
  }

  /** What is fetched, stored or deleted. */
  private async subject(): Promise<{ readonly tree: Tree; readonly reference?: { readonly uri: string; readonly digest: string } }> {
    const { content, seed, number, backend } = this.plan;
    if (this.step === 'fetch') {
      const { tree, uri, digest } = this.neighbour();
      return { tree, reference: { uri, digest } };
    }
    if (this.step === 'delete') {
      const { tree, uri, digest } = await store(this.backend, join(this.folder, 'before'), content, this.name);
      return { tree, reference: { uri, digest } };
    }
    const tree = contentOf(content, `${backend} ${seed} ${number}`);
    writeTree(tree, join(this.folder, 'out', 'app'));
    return { tree };
  }

  /** A reference to a registry, or to a server of the http protocol, has its address in it. */
  private behind(uri: string, origin: string): string {
    if (origin === this.backend.origin) return uri;
    return uri.replace(this.backend.origin, origin).replace(hostOf(this.backend.origin), hostOf(origin));
  }

  /** What was there before, and has to stay. */
  private neighbour() {
    const stored = this.world.stored.get(storedKey(this.plan.backend, this.plan.content));
    if (stored === undefined) throw new Error(`nothing is stored in ${this.plan.backend}`);
    return stored;
  }

  /** Puts a network that fails, and a server that misbehaves, between the step and the store. */
  private async spoilNetwork(dice: Dice, isNameless: boolean, manifest: string): Promise<{ readonly origin: string; readonly proxy: FaultProxy }> {
    const hasTls = this.fault.setting === 'tls' || isNameless;
    const proxy = await this.startProxy(hasTls, manifest, () => scene);
    const route = await this.world.toxiproxy.route(proxy.host);
    this.cleanups.push(() => route.remove());
    const [, port] = route.host.split(':');
    const origin = `${hasTls ? 'https' : 'http'}://${isNameless ? NO_SUCH_HOST : '127.0.0.1'}:${port}`;
    const scene: Scene = {
      dice,
      backend: this.backend,
      origin,
      route,
      program: () => this.child as ChildProcess,
      elsewhere: this.world.elsewhere.origin,
      passes: this.plan.times !== Infinity,
      spoilCertificate: () => proxy.show(dice.pick(this.world.bad)),
    };
    return { origin, proxy };
  }

  /** How long a step takes here, in milliseconds. */
  private neighbourTime(): number {
    return this.world.stored.get(storedKey(this.plan.backend, 'a file'))?.took ?? 0;
  }

  private async startProxy(hasTls: boolean, manifest: string, scene: () => Scene): Promise<FaultProxy> {
    const { backend, world } = this;
    const { rewrite } = backend;
    const proxy = await startFaultProxy({
      target: backend.origin,
      ...hasTls ? { identity: world.good } : {},
      strike: (exchange) => this.isDue(exchange.request, manifest) ? this.fault.strike?.(exchange, scene()) : undefined,
      ...rewrite ? { rewrite: (headers) => rewrite(scene().origin)(headers) } : {},
      elsewhere: (path) => backend.tokens !== undefined && path.startsWith('/token') ? backend.tokens : undefined,
    });
    this.cleanups.push(() => proxy.stop());
    return proxy;
  }

  /** Whether this request is to suffer. */
  private isDue(request: IncomingMessage, manifest: string): boolean {
    const { backend, plan } = this;
    // the first answer of a registry asks for credentials
    const isReady = plan.backend !== 'oci' || request.headers.authorization !== undefined;
    if (!isReady || backend.kindOf(request, manifest) !== plan.request) return false;
    this.met += 1;
    if (this.met <= plan.after || this.struck >= plan.times) return false;
    this.struck += 1;
    return true;
  }

  /** Puts what the step writes to on a disk that is too small. */
  private fillDisk(): void {
    if (this.fault.setting !== 'full disk') return;
    const isStore = this.plan.backend === 'directory' && this.step === 'upload';
    const isScratch = this.plan.content === 'a huge directory';
    const path = join(this.folder, this.step === 'fetch' ? 'in' : isStore ? 'store' : isScratch ? 'scratch' : 'results');
    mkdirSync(path, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK}k`, 'tmpfs', path]);
    this.cleanups.push(() => execFileSync('umount', [path]));
    const isLarge = this.step === 'fetch' || isStore || isScratch;
    if (!isLarge || this.plan.content === 'a small file') fill(join(path, FILLER));
  }

  private async awaited({ child, ended }: ReturnType<typeof startStep>): Promise<Ended> {
    const timer = setTimeout(() => {
      this.report('hangs', `not done after ${LONGEST / 1000} s`);
      child.kill('SIGKILL');
    }, LONGEST);
    try {
      return await ended;
    } finally {
      clearTimeout(timer);
    }
  }

  private async judge(ended: Ended, tree: Tree, seen: readonly IncomingMessage[], digest: string | undefined): Promise<void> {
    this.judgeEnd(ended);
    this.judgeCredentials(ended, seen);
    this.judgeFiles(ended.code === 'SIGKILL');
    switch (this.step) {
      case 'fetch':
        return this.judgeFetch(ended, tree);
      case 'upload':
        return this.judgeUpload(ended, tree);
      case 'delete':
        return this.judgeDelete(ended, digest as string);
    }
  }

  private judgeEnd({ code, results, stderr }: Ended): void {
    const { fault, plan: { times, request }, backend } = this;
    const expected: (number | string)[] = [0, ...fault.codes.map((reason) => EXIT_CODES[reason]), ...fault.signal === 'SIGKILL' ? ['SIGKILL'] : []];
    // so early that it did not hear of it
    if (this.plan.backend === 'directory' && fault.signal) expected.push(fault.signal);
    if (this.step === 'delete') expected.push(NOT_THERE);
    if (!expected.includes(code)) this.report('other', `it ended with ${code}, expected one of ${expected.join(', ')}`);
    const survived = typeof fault.survived === 'function' ? fault.survived(backend, request) : fault.survived ?? 0;
    if (times <= survived && code !== 0 && code !== NOT_THERE) this.report('other', `it gave up (${code}) after ${this.struck} of ${times}`);
    if (code === 0 || code === NOT_THERE || code === fault.signal || fault.setting === 'full disk') return;
    if (!/^error: [^\n]+\n$/.test(stderr)) this.report('other', 'it failed without a line that says why');
    const others = Object.keys(results).filter((name) => name !== 'error' && !(this.step === 'fetch' && name === 'run'));
    if (others.length > 0) this.report('losses reported as success', `it failed with results: ${others.join()}`);
    if ((results.error ?? '') === '') this.report('other', 'it failed without an error result');
  }

  private judgeCredentials({ said }: Ended, seen: readonly IncomingMessage[]): void {
    const sent = seen.flatMap(({ headers }) => [headers.authorization?.replace(/^(?:Basic|Bearer|SharedKey \w+:) ?/, ''), headers['x-amz-security-token']]);
    const secrets = [...this.backend.secrets, ...sent.filter((secret) => typeof secret === 'string')];
    const foreign = this.world.elsewhere.seen.join('\n');
    for (const secret of new Set(secrets)) {
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
        if (said.includes(form)) this.report('credentials shown', `in what it said: ${form.slice(0, 4)}...`);
        if (foreign.includes(form)) this.report('credentials shown', `to another origin: ${form.slice(0, 4)}...`);
      }
    }
    if (/^authorization$/im.test(foreign)) this.report('credentials shown', 'an Authorization header, to another origin');
  }

  /** @param isKilled what it had no time to remove is another's to remove, see docs/reliability.md */
  private judgeFiles(isKilled: boolean): void {
    if (isKilled) return;
    const own: { readonly [folder: string]: readonly string[] } = { in: ['app'], scratch: [], tmp: [], [join('store', 'ingest')]: [] };
    for (const [name, allowed] of Object.entries(own)) {
      if (!existsSync(join(this.folder, name))) continue;
      const left = readdirSync(join(this.folder, name)).filter((entry) => entry !== FILLER && !allowed.includes(entry));
      if (left.length > 0) this.report('temporary files left', `in ${name}: ${left.join()}`);
    }
  }

  private judgeFetch({ code }: Ended, tree: Tree): void {
    const found = readTree(join(this.folder, 'in', 'app'));
    if (code === 0 && found === undefined) this.report('losses reported as success', 'nothing was fetched');
    if (found !== undefined && !isSameTree(found, tree)) this.report('wrong bytes accepted', `of ${tree.size} files`);
  }

  private async judgeUpload({ code, results }: Ended, tree: Tree): Promise<void> {
    if (code === 0) {
      const { digest } = JSON.parse(results.app ?? '{}') as { digest?: string };
      const problem = digest === undefined ? 'there is no result' : await storedProblem(this.backend, digest, tree);
      if (problem !== undefined) this.report('losses reported as success', problem);
    }
    const named = await this.backend.named(this.name, `${this.name}-build`);
    if (named === undefined) return;
    // what has the name is found by people and other programs
    const problem = await storedProblem(this.backend, named, tree);
    if (problem !== undefined) this.report('losses reported as success', `what has the name is torn: ${problem}`);
  }

  private async judgeDelete({ code }: Ended, digest: string): Promise<void> {
    const isThere = await this.backend.read(digest) !== undefined;
    if (isThere && (code === 0 || code === NOT_THERE)) this.report('losses reported as success', 'what was said to be gone is there');
    const problem = await storedProblem(this.backend, this.neighbour().digest, this.neighbour().tree);
    if (problem !== undefined) this.report('losses reported as success', `another artifact suffered: ${problem}`);
  }

  /** A step that was killed is run again, in the same place. */
  private async tryAgain(run: StepRun, tree: Tree, digest: string | undefined): Promise<void> {
    this.struck = Infinity;
    rmSync(join(this.folder, 'results', 'error'), { force: true });
    const ended = await this.awaited(startStep(run));
    const expected = this.step === 'delete' ? [0, NOT_THERE] : [0];
    if (!expected.includes(ended.code as number)) this.report('other', `tried again it ended with ${ended.code}: ${ended.stderr}`);
    // a draft that was being written to a directory stays there, unseen
    this.judgeFiles(this.plan.backend === 'directory' && this.fault.signal === 'SIGKILL');
    if (this.step === 'fetch') this.judgeFetch(ended, tree);
    if (this.step === 'upload') await this.judgeUpload(ended, tree);
    if (this.step === 'delete') await this.judgeDelete(ended, digest as string);
  }

  private report(zero: Zero, text: string): void {
    this.problems.push({ zero, text });
  }
}

const FILLER = 'filler';

/** The exit code of `delete` for what is not there. */
const NOT_THERE = 1;

function hostOf(origin: string): string {
  return new URL(origin).host;
}

/** Writes until nothing more fits. */
function fill(path: string): void {
  for (let size = SMALL_DISK * 1024; size > 0; size >>= 1) {
    try {
      writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
      if (statSync(path).size === 0) return;
    } catch {
      // the rest is smaller
    }
  }
}

