import { createHash } from 'crypto';
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import type { IConstruct } from 'constructs';
import { ComputeResources } from './compute-resources';
import { agentBootstrap } from './contract/agent-bootstrap';
import { PATHS } from './contract/paths';
import { compact } from './lowering/plain';
import type { PlainObject } from './lowering/plain';
import type { AgentModel, SecurityModel } from './lowering/task-model';
import { environment } from './synth/container';
import { Scoped } from './synth/scoped';

/** How the injected steps are secured. All are hardened for Pod Security `restricted`; they differ in the UID. */
export class SecurityProfile {
  /** The UID of the user's steps where they declare one, else the image's. */
  public static readonly INHERIT = new SecurityProfile({ profile: 'inherit' });
  /** The same, and UID 65532 where they declare none: the uploader must be able to read what they write. */
  public static readonly RESTRICTED = new SecurityProfile({ profile: 'restricted' });

  /** A security context of your own. */
  public static custom(context: kplus.k8s.SecurityContext): SecurityProfile {
    return new SecurityProfile({ profile: 'custom', context: kplus.k8s.toJson_SecurityContext(context) as PlainObject });
  }

  /** @internal */
  public readonly _model: SecurityModel;

  private constructor(model: SecurityModel) {
    this._model = model;
  }
}

/** How the injected steps run. */
export interface ArtifactAgentOptions {
  /**
   * Environment of the injected steps: proxies, for example.
   * @default - none
   */
  readonly env?: { [name: string]: string };
  /**
   * What an injected step asks for and may use, instead of the default. A namespace with a quota may want a CPU limit and
   * `ephemeral-storage`, too.
   * @default - 50m CPU and 64Mi memory requested, 512Mi memory at most, no CPU limit
   */
  readonly computeResources?: ComputeResources;
  /**
   * When the image of the injected steps is pulled.
   * @default - Kubernetes decides: always for the tag `latest`, else where the node has none
   */
  readonly imagePullPolicy?: kplus.ImagePullPolicy;
  /**
   * The volume through which content passes: inputs, outputs and scratch space of the Task share it.
   *
   * A pod whose content is over a `sizeLimit` is evicted by Kubernetes, without a word of the agent's; in memory it is
   * exit code 36 instead.
   * @default - on the disk of the node, without a limit of its own
   */
  readonly emptyDir?: kplus.EmptyDirVolumeOptions;
  /**
   * How it is secured.
   * @default SecurityProfile.INHERIT
   */
  readonly securityProfile?: SecurityProfile;
}

/** How the injected steps run, where the agent travels in a ConfigMap. */
export interface BundledAgentOptions extends ArtifactAgentOptions {
  /**
   * An image with Node.js 20.16 or later; pin it by digest for production.
   * @default node:24-bookworm-slim
   */
  readonly nodeImage?: string;
  /**
   * Annotations of the agent's ConfigMap. Runs that have begun need theirs to their end, so a tool that prunes after an
   * upgrade has to leave it: `argocd.argoproj.io/sync-options: Prune=false` of Argo CD,
   * `kustomize.toolkit.fluxcd.io/prune: disabled` of Flux.
   * @default - none
   */
  readonly configMapAnnotations?: { [name: string]: string };
}

const agents = new Scoped<ArtifactAgent>('an artifact agent');
const DEFAULT_IMAGE = 'node:24-bookworm-slim';

/**
 * Where the agent comes from: the program that the injected steps run.
 *
 * Applied to a scope it holds for all below it, the nearest one wins.
 */
export abstract class ArtifactAgent {
  /**
   * The agent of this package, in an immutable ConfigMap beside the Tasks: nothing to publish.
   *
   * The ConfigMap must be in every namespace where runs happen; without it a run stays pending until its timeout.
   */
  public static bundled(options: BundledAgentOptions = {}): ArtifactAgent {
    return new BundledAgent(options);
  }

  /** An image that holds the agent: for Tasks that other namespaces use, and where images are scanned. */
  public static image(image: string, options: ArtifactAgentOptions = {}): ArtifactAgent {
    return new ImageAgent(image, options);
  }

  /** @internal */
  public static _for(construct: IConstruct): ArtifactAgent {
    return agents.read(construct) ?? DEFAULT_AGENT;
  }

  /**
   * The agent of a construct, for a question that fixes nothing.
   * @internal
   */
  public static _nearest(construct: IConstruct): ArtifactAgent {
    return agents.nearest(construct)?.value ?? DEFAULT_AGENT;
  }

  protected readonly options: ArtifactAgentOptions;

  protected constructor(options: ArtifactAgentOptions) {
    this.options = options;
  }

  /**
   * Runs the injected steps of everything below a scope so. Call it before Tasks with artifacts are made there.
   *
   * @throws an Error when it comes too late
   */
  public applyTo(scope: IConstruct): void {
    agents.set(scope, this);
  }

  /**
   * Puts what the agent needs beside a construct, and tells how it runs.
   * @internal
   */
  public abstract _bind(construct: IConstruct): AgentModel;

  /**
   * Whether it may trust certificate authorities besides those of Node and of the storage.
   * @internal
   */
  public _mayTrustMore(): boolean {
    return Object.keys(this.options.env ?? {}).some((name) => /^(?:NODE_|SSL_CERT_)/.test(name));
  }

  /** @internal */
  protected _common(): Omit<AgentModel, 'image' | 'command' | 'configMap'> {
    const { imagePullPolicy, emptyDir = {} } = this.options;
    return {
      imagePullPolicy,
      emptyDir: compact({ medium: emptyDir.medium || undefined, sizeLimit: emptyDir.sizeLimit && `${emptyDir.sizeLimit.toMebibytes()}Mi` }),
      env: environment(this.options.env, () => 'an artifact agent') ?? [],
      computeResources: (this.options.computeResources ?? DEFAULT_RESOURCES)._toPlain(),
      security: (this.options.securityProfile ?? SecurityProfile.INHERIT)._model,
    };
  }
}

const DEFAULT_RESOURCES = ComputeResources.of({ requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '512Mi' } });
const BUNDLE_KEY = 'agent.js.gz';

/** The ConfigMap of each Chart that has one. Not by its id: a construct of the author's may be called so. */
const configMaps = new WeakMap<Chart, ApiObject>();

class BundledAgent extends ArtifactAgent {
  private readonly image: string;

  constructor(private readonly bundled: BundledAgentOptions) {
    super(bundled);
    this.image = checkedImage(bundled.nodeImage ?? DEFAULT_IMAGE);
  }

  /** @internal */
  public _bind(construct: IConstruct): AgentModel {
    const bundle = readBundle();
    this.addConfigMap(Chart.of(construct), bundle);
    return {
      image: this.image,
      command: ['node', '-e', agentBootstrap({ path: `${PATHS.agent}/${BUNDLE_KEY}`, sha256: bundle.sha256 })],
      configMap: bundle.name,
      ...this._common(),
    };
  }

  /** @internal */
  public _mayTrustMore(): boolean {
    return this.image !== DEFAULT_IMAGE || super._mayTrustMore();
  }

  /** Adds the ConfigMap to a Chart, once for all the agents in it. */
  private addConfigMap(chart: Chart, bundle: Bundle): void {
    const configMap = configMaps.get(chart) ?? new ApiObject(chart, 'artifact-agent', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: bundle.name },
      immutable: true,
      binaryData: { [BUNDLE_KEY]: bundle.base64 },
    });
    configMaps.set(chart, configMap);
    for (const [name, value] of Object.entries(this.bundled.configMapAnnotations ?? {})) configMap.metadata.addAnnotation(name, value);
  }
}

class ImageAgent extends ArtifactAgent {
  private readonly image: string;

  constructor(image: string, options: ArtifactAgentOptions) {
    super(options);
    this.image = checkedImage(image);
  }

  /** @internal */
  public _bind(): AgentModel {
    return { image: this.image, command: ['node', '/agent/agent.js'], ...this._common() };
  }

  /** @internal */
  public _mayTrustMore(): boolean {
    return true;
  }
}

const DEFAULT_AGENT = ArtifactAgent.bundled();

/** Blank is what a variable of the environment is that nobody set. */
function checkedImage(image: string): string {
  if (!image) throw new Error("an artifact agent has a blank image, expected one such as 'registry.example.com/agent:1.0'");
  return image;
}

interface Bundle { readonly name: string; readonly base64: string; readonly sha256: string }

let cached: Bundle | undefined;

/** The agent of this package; its ConfigMap is named by its content, so that versions never mix. */
function readBundle(): Bundle {
  // The same from src/ and from lib/.
  const file = join(__dirname, '..', 'lib', 'agent', BUNDLE_KEY);
  if (!cached && !existsSync(file)) throw new Error(`the agent's bundle is missing, expected '${file}': run 'npx projen bundle'`);
  if (!cached) {
    const content = readFileSync(file);
    const sha256 = createHash('sha256').update(content).digest('hex');
    cached = { name: `artifact-agent-${sha256.slice(0, 12)}`, base64: content.toString('base64'), sha256 };
  }
  return cached;
}
