import { type Command, forEachChild, type Function, type ParameterExpansionPart, parse, type SimpleExpansionPart, type SyntaxNode } from 'unbash';
import { literalOf } from './shell-words';

/** What Tekton puts a text in the place of before a shell sees it; to a shell's grammar it is a command in `$(...)`. */
const TEKTON_VARIABLE = /^\$\((?:params|tasks|finally|steps?|results|workspaces|context|inputs|outputs|artifacts)[.[][^()\n]*\)$/;

/** The comparisons in which bash calculates, and runs what stands in an index. */
export const CALCULATING = /^-(?:eq|ne|lt|le|gt|ge)$/;

/** An expansion of a variable of the shell: `$X`, `${X:-1}`. */
export type VariableUse = SimpleExpansionPart | ParameterExpansionPart;

/** The name under which all positional parameters go, those of functions too: it is not told apart whose they are. */
export const POSITIONAL = '@';

/** A script for a shell as a tree that knows its parents, its functions, and where its variables are used. */
export class ShellTree {
  /**
   * @param exported the variables that the script finds in its environment
   * @returns undefined for what no shell reads to its end
   */
  public static read(source: string, exported: readonly string[] = []): ShellTree | undefined {
    const tree = new ShellTree();
    for (const name of exported) tree.exported.add(name);
    tree.add(parse(source));
    return tree.isBroken ? undefined : tree;
  }

  public readonly nodes: SyntaxNode[] = [];
  /** Those whose places are places in the script: not in backticks, and not in what `eval` and `trap` are given. */
  public readonly ownNodes: SyntaxNode[] = [];
  /** The variables of Tekton by their places. */
  public readonly places = new Map<number, SyntaxNode>();
  public readonly commands: Command[] = [];
  public readonly functions = new Map<string, Function>();
  public readonly uses = new Map<string, VariableUse[]>();
  /** The variables that the shell calculates with by their names alone, or finds by a name in another one. */
  public readonly calculated = new Set<string>();
  /** The variables that programs get by their environment, as far as assignments do not tell. */
  public readonly exported = new Set<string>();
  /** All that is assigned is exported. */
  public exportsAll = false;
  /** Any word may mean another command than it says. */
  public renames = false;
  /** The shell reads more than is seen here: by `eval` of what is put together, by `source`. */
  public readsMore = false;

  private readonly parents = new Map<SyntaxNode, SyntaxNode>();
  private isBroken = false;

  public parentOf(node: SyntaxNode): SyntaxNode | undefined {
    return this.parents.get(node);
  }

  public isWithin(node: SyntaxNode, outer: SyntaxNode): boolean {
    for (let each: SyntaxNode | undefined = node; each; each = this.parents.get(each)) if (each === outer) return true;
    return false;
  }

  private add(node: SyntaxNode, parent?: SyntaxNode, isOwn = true): void {
    this.nodes.push(node);
    if (isOwn) this.ownNodes.push(node);
    if (parent) this.parents.set(node, parent);
    this.note(node);
    if ((node.type === 'CommandExpansion' || node.type === 'ArithmeticCommandExpansion') && TEKTON_VARIABLE.test(node.text)) {
      if (isOwn) this.places.set(node.pos, node);
      return;
    }
    const areOwn = isOwn && !(node.type === 'CommandExpansion' && node.text.startsWith('`'));
    forEachChild(node, (child) => this.add(child, node, areOwn));
  }

  private note(node: SyntaxNode): void {
    switch (node.type) {
      case 'Script':
        this.isBroken ||= 'errors' in node && node.errors !== undefined;
        return;
      case 'HereDoc':
        this.isBroken ||= node.closing === undefined;
        return;
      case 'Command': return this.noteCommand(node);
      case 'Function':
        this.functions.set(node.name.value, node);
        return;
      case 'SimpleExpansion': return this.noteUse(node.text.slice(1), node);
      case 'ParameterExpansion':
        this.noteUse(node.parameter, node);
        return this.calculate(node.index?.text);
      case 'Slice': return this.calculate(node.offset.text, node.length?.text);
      case 'Assignment':
        this.renames ||= node.name === 'BASH_ALIASES';
        return this.calculate(node.index?.text);
      case 'TestBinary': return CALCULATING.test(node.operator) ? this.calculate(node.left.text, node.right.text) : undefined;
      case 'ArithmeticWord': return this.calculate(node.value);
      default:
    }
  }

  private noteCommand(node: Command): void {
    this.commands.push(node);
    const name = node.name && literalOf(node.name);
    if (name === 'let' || name === 'declare' || name === 'typeset') this.calculate(...node.args.map((each) => each.text));
    if (name === 'export') for (const each of node.args) if (each.type === 'Word') this.exported.add(each.value);
    if (name === 'eval' || name === 'trap') this.readAgain(node, name === 'eval' ? node.args : node.args.slice(0, 1));
    if (name === 'source' || name === '.') this.readsMore = true;
    if (name === 'set') this.exportsAll ||= node.args.some(({ text }) => /^(?:-[A-Za-z]*a[A-Za-z]*|allexport)$/.test(text));
    this.renames ||= name === 'alias' || name === 'enable' || name === 'hash';
  }

  /** What is read a second time has the same variables, and the same functions. */
  private readAgain(command: Command, args: Command['args']): void {
    const texts = args.map((each) => (each.type === 'Word' ? literalOf(each) : undefined));
    if (texts.every((text) => text !== undefined)) this.add(parse(texts.join(' ')), command, false);
    else this.readsMore = true;
  }

  private noteUse(name: string, node: VariableUse): void {
    // The last word of the command before: it may be any value.
    this.renames ||= name === '_';
    const variable = /^(?:\d+|[@*])$/.test(name) ? POSITIONAL : name;
    this.uses.set(variable, [...this.uses.get(variable) ?? [], node]);
  }

  /** Names without `$`: what is expanded is followed by itself. */
  private calculate(...texts: readonly (string | undefined)[]): void {
    for (const text of texts) {
      const bare = text?.replaceAll(/\$\{[^{}]*\}|\$\([^()]*\)|\$\w+/g, '') ?? '';
      for (const [name] of bare.matchAll(/[A-Za-z_]\w*/g)) this.calculated.add(name);
    }
  }
}
