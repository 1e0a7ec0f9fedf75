import type { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import type { ArtifactKind, InputSpec, OutputSpec, TaskInput, TaskOutput } from './artifact';
import type { ProgramProps } from './container';
import type { PlainObject } from './lowering/plain';
import { compact } from './lowering/plain';
import { checkStepAction } from './lowering/step-action-checks';
import type { PlainStepAction } from './lowering/step-action-checks';
import { ParamReference, ParamType } from './param';
import type { ParamSpec } from './param';
import { suggestion } from './private/suggestion';
import type { Resolver } from './resolver';
import type { ResultSpec } from './result';
import { pathOf } from './synth/construct-path';
import { containerOf } from './synth/container';
import { paramSpecs, resultSpecs } from './synth/declarations';
import { lookUp } from './synth/look-up';
import { metadataOf, TektonObject } from './synth/tekton-object';

/** What a StepAction takes and gives. */
export interface StepActionDeclaration {
  /**
   * Its params.
   * @default - none
   */
  readonly params?: { [name: string]: ParamSpec };
  /**
   * Its results.
   * @default - none
   */
  readonly results?: { [name: string]: ResultSpec };
  /**
   * Artifacts that it reads. Each becomes a string param `<name>-path`, which the Task sets.
   * @default - none
   */
  readonly inputs?: { [name: string]: InputSpec };
  /**
   * Artifacts that it writes. Each becomes a string param `<name>-path`, which the Task sets.
   * @default - none
   */
  readonly outputs?: { [name: string]: OutputSpec };
}

/** What a step passes to a StepAction. */
export interface StepActionBindings {
  /** Values of its params. */
  readonly params: { readonly [name: string]: unknown };
  /** Inputs of the Task, by the names of the StepAction. */
  readonly inputs: { readonly [name: string]: TaskInput };
  /** Outputs of the Task, by the names of the StepAction. */
  readonly outputs: { readonly [name: string]: TaskOutput };
}

/** A StepAction, here or elsewhere. */
export interface IStepAction extends IConstruct {
  /** The results that it declares. */
  readonly resultSpecs: { [name: string]: ResultSpec };

  /** The param by which it is told the path of an input or an output. */
  artifactParam(name: string): string;

  /** @internal */
  _toRef(): PlainObject;

  /** @internal */
  _bindingProblems(step: string, bindings: StepActionBindings): string[];
}

/** What a StepAction is made of. */
export interface StepActionProps extends ProgramProps, StepActionDeclaration {
  /**
   * Name, labels, annotations.
   * @default - named by the id
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * What it does.
   * @default - none
   */
  readonly description?: string;
  /**
   * A program to run, by its shebang line. Tekton substitutes nothing in it: params come by `env`.
   * @default - the image's program, or `command`
   */
  readonly script?: string;
}

abstract class StepActionBase extends Construct implements IStepAction {
  public readonly resultSpecs: { [name: string]: ResultSpec };
  protected readonly declaration: StepActionDeclaration;

  constructor(scope: Construct, id: string, declaration: StepActionDeclaration) {
    super(scope, id);
    this.declaration = declaration;
    this.resultSpecs = { ...declaration.results };
  }

  public artifactParam(name: string): string {
    return `${name}-path`;
  }

  /**
   * What messages call it.
   * @internal
   */
  protected get _label(): string {
    return `step action '${pathOf(this)}'`;
  }

  /** @internal */
  public abstract _toRef(): PlainObject;

  /** @internal */
  public _bindingProblems(step: string, bindings: StepActionBindings): string[] {
    const { params = {}, inputs = {}, outputs = {} } = this.declaration;
    const action = this._label;
    return [
      ...unknown(step, 'param', bindings.params, params, action),
      ...unknown(step, 'input', bindings.inputs, inputs, action),
      ...unknown(step, 'output', bindings.outputs, outputs, action),
      ...Object.entries(params).filter(([name, spec]) => spec.default === undefined && !(name in bindings.params)).map(([name]) =>
        `${step} leaves the required param '${name}' of ${action} unset, pass params: { ${name}: ... }`),
      ...artifactProblems(step, 'input', bindings.inputs, inputs, action),
      ...artifactProblems(step, 'output', bindings.outputs, outputs, action),
    ];
  }
}

/** A program that steps of many Tasks run: Tekton's `StepAction`, `tekton.dev/v1beta1`. */
export class StepAction extends StepActionBase {
  /** A StepAction that is in the namespace already. */
  public static fromStepActionName(scope: Construct, id: string, name: string, declaration: StepActionDeclaration = {}): IStepAction {
    return new ReferencedStepAction(scope, id, { name }, declaration);
  }

  /** A StepAction that a resolver fetches. */
  public static fromResolver(scope: Construct, id: string, resolver: Resolver, declaration: StepActionDeclaration = {}): IStepAction {
    return new ReferencedStepAction(scope, id, resolver._toPlain(), declaration);
  }

  /** The name of the object. */
  public readonly stepActionName: string;
  private readonly props: StepActionProps;

  constructor(scope: Construct, id: string, props: StepActionProps = {}) {
    super(scope, id, props);
    this.props = props;
    const metadata = metadataOf(this, 'step action', props.metadata);
    this.stepActionName = metadata.name as string;
    new TektonObject(this, 'Resource', { apiVersion: 'tekton.dev/v1beta1', kind: 'StepAction', metadata, spec: () => this._toSpec() });
    this.node.addValidation({ validate: () => checkStepAction(this._label, this._toSpec()) });
  }

  /**
   * A param, to be used in env, args and other fields; not in the script.
   * @throws an Error when it is not declared
   */
  public param(name: string): ParamReference {
    const { type } = lookUp(this.props.params ?? {}, name, this._label, 'param');
    return new ParamReference(name, type ?? ParamType.STRING, this);
  }

  /**
   * The path of an input or an output, to be used in env, args and other fields; not in the script.
   * @throws an Error when it is not declared
   */
  public artifactPath(name: string): ParamReference {
    lookUp<InputSpec | OutputSpec>({ ...this.props.inputs, ...this.props.outputs }, name, this._label, 'artifact');
    return new ParamReference(this.artifactParam(name), ParamType.STRING, this);
  }

  /** @internal */
  public _toRef(): PlainObject {
    return { name: this.stepActionName };
  }

  /** @internal */
  public _toSpec(): PlainStepAction {
    const { inputs = {}, outputs = {}, params = {}, results = {} } = this.props;
    const paths = Object.entries({ ...inputs, ...outputs }).map(([name, artifact]) => compact({
      name: this.artifactParam(name), type: 'string', description: artifact.description, default: artifact.optional ? '' : undefined,
    }));
    return compact<PlainStepAction>({
      description: this.props.description,
      params: [...paramSpecs(params), ...paths],
      results: resultSpecs(results),
      ...containerOf(this.props, () => this._label),
      script: this.props.script,
    });
  }
}

/** A StepAction that is not made here. */
class ReferencedStepAction extends StepActionBase {
  constructor(scope: Construct, id: string, private readonly ref: PlainObject, declaration: StepActionDeclaration) {
    super(scope, id, declaration);
  }

  /** @internal */
  public _toRef(): PlainObject {
    return this.ref;
  }
}

function unknown(step: string, what: string, given: object, declared: object, action: string): string[] {
  return Object.keys(given).filter((name) => !(name in declared)).map((name) =>
    `${step} sets the unknown ${what} '${name}' of ${action}${suggestion(name, Object.keys(declared))}`);
}

function artifactProblems(
  step: string, what: string, given: { readonly [name: string]: TaskInput | TaskOutput },
  declared: { readonly [name: string]: { readonly kind: ArtifactKind; readonly optional?: boolean } }, action: string,
): string[] {
  return Object.entries(declared).flatMap(([name, spec]) => {
    const bound = given[name];
    if (!bound) return spec.optional ? [] : [`${step} leaves the ${what} '${name}' of ${action} unbound, pass ${what}s: { ${name}: ... }`];
    return bound.kind === spec.kind ? [] : [`${step} binds the ${bound.kind} '${bound.name}' to ${what} '${name}' of ${action}, which is a ${spec.kind}`];
  });
}
