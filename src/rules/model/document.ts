import { isJsonObject } from '../../contract/json';
import { TEKTON_KINDS } from '../schema/tekton-schema';
import type { ObjectMeta } from '../schema/tekton-types';
import type { Acknowledgement } from './acknowledgement';
import { convertToV1, isConverted, pathInV1beta1 } from './convert';
import type { DecodeProblem } from './decode';
import { decode } from './decode';
import { setDefaults } from './defaults';
import { isOfEvent, writtenOffset } from './event-variable';
import { joinPaths, valueAt } from './path';
import type { Locator, TextPart } from './place';
import type { Views } from './views';
import { NO_VIEWS, viewsOf } from './views';

/** A problem of the text itself, found before there is an object. */
export interface TextProblem {
  /** `json`: what YAML knows and JSON does not. */
  readonly kind: 'yaml' | 'json' | 'duplicate-key';
  readonly path: string;
  readonly message: string;
  /** What to do. Default: what the rule says. */
  readonly fix?: string;
}

/** A scalar without quotes that YAML changes. */
export interface ChangedScalar {
  readonly path: string;
  /** As it is written. */
  readonly text: string;
  /** What YAML makes of it. */
  readonly value: unknown;
  /** It is a key: the path ends with what YAML makes of it. */
  readonly isKey?: boolean;
}

/** What makes a document. */
export interface RuleDocumentProps {
  /** Plain data, as it would be sent to the API server. */
  readonly source: unknown;
  readonly locator: Locator;
  readonly textProblems?: readonly TextProblem[];
  readonly changedScalars?: readonly ChangedScalar[];
  readonly acknowledgements?: readonly Acknowledgement[];
  /** Set: an event makes it of a template. */
  readonly template?: TemplatePlace;
}

/** Where the template of an object stands. */
export interface TemplatePlace {
  readonly owner: RuleDocument;
  readonly path: string;
}

/**
 * One Kubernetes object, from YAML or from constructs: what rules look at.
 *
 * Tekton's kinds are decoded by its own types, with its defaults, so that rules never meet a value of a wrong type.
 * What is written as v1beta1 is decoded as that, and looked at as the v1 that Tekton makes of it: paths are those of v1.
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
  private readonly template?: TemplatePlace;
  private decodedObject?: { readonly object: object; readonly problems: readonly DecodeProblem[] };
  private cachedViews?: Views;

  constructor({ source, locator, textProblems = [], changedScalars = [], acknowledgements = [], template }: RuleDocumentProps) {
    this.source = isJsonObject(source) ? source : {};
    this.locator = { file: locator.file, locate: (path, part) => locator.locate(this.writtenPath(path), typeof part === 'object' ? this.writtenPart(path, part) : part) };
    this.textProblems = textProblems;
    this.changedScalars = changedScalars;
    this.acknowledgements = acknowledgements;
    this.template = template;
    const metadata = isJsonObject(this.source.metadata) ? this.source.metadata : {};
    this.apiVersion = text(this.source.apiVersion);
    this.kind = text(this.source.kind);
    const type = `${this.apiVersion} ${this.kind}`;
    this.typeName = Object.hasOwn(TEKTON_KINDS, type) ? TEKTON_KINDS[type] : undefined;
    this.name = text(metadata.name) || text(metadata.generateName);
    this.namespace = text(metadata.namespace) || undefined;
  }

  /** `Task 'build'`, for messages. */
  public get label(): string {
    if (this.kind === '') return this.textProblems.length > 0 ? 'an unreadable document' : 'an object without kind';
    return `${this.kind}${this.name ? ` '${this.name}'` : ''}${this.template ? ` of ${this.template.owner.label}` : ''}`;
  }

  /** Tells whether it is of a kind that Tekton's webhook validates, in a version that is known here. */
  public get isTekton(): boolean {
    return this.typeName !== undefined;
  }

  /** Tells whether it is written in another version than Tekton stores, which has rules of its own. */
  public get isConverted(): boolean {
    return isConverted(this.apiVersion, this.kind);
  }

  /** The path at which the user wrote what rules see at a path. */
  public writtenPath(path: string): string {
    const own = this.isConverted && valueAt(this.source, path) === undefined ? pathInV1beta1(path) : path;
    return this.template ? joinPaths(this.template.path, own) : own;
  }

  /**
   * Tells whether an event decides what stands at a path, so that nobody can say yet whether it is right.
   *
   * @param part of the text there that is meant: it may stand in the template as it is
   */
  public isDecidedLater(path: string, part = ''): boolean {
    const written = this.textInTemplate(path);
    return written !== undefined && isOfEvent(written) && (part === '' || !written.includes(part));
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

  private writtenPart(path: string, part: TextPart): TextPart {
    const written = this.textInTemplate(path);
    return written === undefined ? part : { ...part, index: writtenOffset(written, part.index) };
  }

  /** The text at a path before an event completes it; undefined where no event does. */
  private textInTemplate(path: string): string | undefined {
    const written = this.template && valueAt(this.template.owner.source, this.writtenPath(path));
    return typeof written === 'string' ? written : undefined;
  }

  private get decoded(): { readonly object: object; readonly problems: readonly DecodeProblem[] } {
    this.decodedObject ??= this.decodeSource();
    return this.decodedObject;
  }

  private decodeSource(): { readonly object: object; readonly problems: readonly DecodeProblem[] } {
    if (this.typeName === undefined) return { object: {}, problems: [] };
    const { value, problems: all } = decode(this.source, this.typeName);
    const problems = all.filter(({ path }) => !this.isDecidedLater(path));
    const object = value as object;
    if (this.isConverted && problems.every(({ kind }) => kind === 'unknown-field')) convertToV1(this.kind, object);
    setDefaults(this.kind, object);
    return { object, problems };
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
