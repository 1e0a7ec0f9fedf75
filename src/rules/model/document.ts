import { TEKTON_KINDS } from '../schema/tekton-schema';
import type { ObjectMeta } from '../schema/tekton-types';
import type { DecodeProblem } from './decode';
import { decode } from './decode';
import { setDefaults } from './defaults';
import type { Locator } from './place';
import type { Views } from './views';
import { NO_VIEWS, viewsOf } from './views';

/** A problem of the text itself, found before there is an object. */
export interface TextProblem {
  readonly kind: 'yaml' | 'duplicate-key';
  readonly path: string;
  readonly message: string;
}

/** A scalar without quotes that YAML changes. */
export interface ChangedScalar {
  readonly path: string;
  /** As it is written. */
  readonly text: string;
  /** What YAML makes of it. */
  readonly value: unknown;
}

/** An acknowledgement that was read with an object, such as a comment in YAML. */
export interface Acknowledgement {
  readonly ruleId: string;
  readonly reason: string;
  /** Only findings on this line are acknowledged. Unset: those of the whole object. */
  readonly line?: number;
  /** Only findings at or below this path. Unset: those of the whole object. */
  readonly path?: string;
}

/** What makes a document. */
export interface RuleDocumentProps {
  /** Plain data, as it would be sent to the API server. */
  readonly source: unknown;
  readonly locator: Locator;
  readonly textProblems?: readonly TextProblem[];
  readonly changedScalars?: readonly ChangedScalar[];
  readonly acknowledgements?: readonly Acknowledgement[];
}

/**
 * One Kubernetes object, from YAML or from constructs: what rules look at.
 *
 * Tekton's kinds are decoded by its own types, with its defaults, so that rules never meet a value of a wrong type.
 */
export class RuleDocument {
  public readonly source: { readonly [key: string]: unknown };
  public readonly apiVersion: string;
  public readonly kind: string;
  public readonly name: string;
  public readonly namespace?: string;
  public readonly locator: Locator;
  public readonly textProblems: readonly TextProblem[];
  public readonly changedScalars: readonly ChangedScalar[];
  public readonly acknowledgements: readonly Acknowledgement[];
  private readonly typeName?: string;
  private decodedObject?: { readonly object: object; readonly problems: readonly DecodeProblem[] };
  private cachedViews?: Views;

  constructor({ source, locator, textProblems = [], changedScalars = [], acknowledgements = [] }: RuleDocumentProps) {
    this.source = isObject(source) ? source : {};
    this.locator = locator;
    this.textProblems = textProblems;
    this.changedScalars = changedScalars;
    this.acknowledgements = acknowledgements;
    const metadata = isObject(this.source.metadata) ? this.source.metadata : {};
    this.apiVersion = text(this.source.apiVersion);
    this.kind = text(this.source.kind);
    const type = `${this.apiVersion} ${this.kind}`;
    this.typeName = Object.hasOwn(TEKTON_KINDS, type) ? TEKTON_KINDS[type] : undefined;
    this.name = text(metadata.name) || text(metadata.generateName);
    this.namespace = text(metadata.namespace) || undefined;
  }

  /** `Task 'build'`, for messages. */
  public get label(): string {
    return `${this.kind || 'object'}${this.name ? ` '${this.name}'` : ''}`;
  }

  /** Tells whether it is of a kind that Tekton's webhook validates, in a version that is known here. */
  public get isTekton(): boolean {
    return this.typeName !== undefined;
  }

  /** Why the object cannot be decoded; empty for kinds that are not Tekton's. */
  public get decodeProblems(): readonly DecodeProblem[] {
    return this.decoded.problems;
  }

  /** Tells whether every value has the type it must have. Where one has not, nothing else is worth saying. */
  public get isSound(): boolean {
    return this.textProblems.length === 0 && this.decodeProblems.every(({ kind }) => kind === 'unknown-field');
  }

  /** The decoded object, with defaults; undefined where it is not sound, or of another kind. */
  public decodedAs<T extends object>(kind: string): T | undefined {
    return this.kind === kind && this.isTekton && this.isSound ? this.decoded.object as T : undefined;
  }

  /** The metadata of a sound Tekton object. */
  public get metadata(): ObjectMeta | undefined {
    return this.isTekton && this.isSound ? (this.decoded.object as { readonly metadata?: ObjectMeta }).metadata ?? {} : undefined;
  }

  /** The specs of Tasks and Pipelines in it; none where it is not sound. */
  public get views(): Views {
    this.cachedViews ??= this.isTekton && this.isSound ? viewsOf(this.kind, this.decoded.object) : NO_VIEWS;
    return this.cachedViews;
  }

  private get decoded(): { readonly object: object; readonly problems: readonly DecodeProblem[] } {
    this.decodedObject ??= this.decodeSource();
    return this.decodedObject;
  }

  private decodeSource(): { readonly object: object; readonly problems: readonly DecodeProblem[] } {
    if (this.typeName === undefined) return { object: {}, problems: [] };
    const { value, problems } = decode(this.source, this.typeName);
    const object = value as object;
    setDefaults(this.kind, object);
    return { object, problems };
  }
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
