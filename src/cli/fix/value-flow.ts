import type { Assignment, Command, HereDocBody, ParameterDefaultOperation, ParameterExpansionPart, Pipeline, Redirection, SyntaxNode, Word } from 'unbash';
import { BETTER_WAYS, type DataCommands, withoutDirectory } from './data-commands';
import { CALCULATING, POSITIONAL, type ShellTree, type VariableUse } from './shell-tree';
import { literalOf, literalStart } from './shell-words';

/** Variables that the shell itself reads: to find programs, to split words, to calculate. */
const OF_THE_SHELL = /^(?:BASH(?!_REMATCH$).*|PS\d|PROMPT.*|ENV|IFS|PATH|CDPATH|SHELL|SHELLOPTS|FCEDIT|EXECIGNORE|GLOBIGNORE|HIST.*|LINENO|MAIL.*|OPT[A-Z]+|RANDOM|SECONDS|COMP_.*|LD_.*)$/;

/** What nobody runs, unless this script does: results of Tekton, and devices. */
const HARMLESS_FILE = /^(?:\$\((?:step\.)?results[.[][^()\n]*\.path\)|\/tekton\/results\/[\w.-]+|\/dev\/(?:null|stdout|stderr|tty|fd\/[12]))$/;

/** Behind these the name of another command stands, and that is what counts. */
const WRAPPERS: ReadonlySet<string> = new Set(['builtin', 'command', 'exec', 'nohup', 'sudo']);

const NAMES = 'it is a name, and bash runs what stands in an index';
const CALCULATED = 'bash calculates it, and runs what stands in an index';

/** Commands of the shell that read nothing. */
const WITHOUT_INPUT: ReadonlySet<string> = new Set(['break', 'continue', 'export', 'local', 'readonly', 'set', 'unset', 'wait']);

/**
 * Why the value at an expansion is more than data, there or where it goes from there. Undefined: it is data.
 *
 * It is followed through variables, functions, pipes, files and `$(...)`, until it ends in places that are known to be data.
 */
export function reasonAgainst(expansion: SyntaxNode, tree: ShellTree, commands: DataCommands): string | undefined {
  return new ValueFlow(tree, commands).asPart(expansion);
}

/** What a simple command runs, and the words behind it. */
interface Call {
  /** Unset: the name is put together. */
  readonly name?: string;
  /** A function of the script by this name is what runs. */
  readonly mayBeFunction: boolean;
  readonly words: readonly Word[];
}

class ValueFlow {
  /** A value may go in circles, and needs to be looked at in each place once. */
  private readonly seen = { values: new Set<SyntaxNode | string>(), inputs: new Set<SyntaxNode | string>(), outputs: new Set<SyntaxNode | string>() };

  constructor(private readonly tree: ShellTree, private readonly commands: DataCommands) {}

  /** What an expansion gives becomes a part of what is around it. */
  public asPart(part: SyntaxNode, isQuoted = false): string | undefined {
    if (this.wasSeen('values', part)) return undefined;
    const around = this.tree.parentOf(part);
    switch (around?.type) {
      case 'DoubleQuoted': return this.asPart(around, true);
      case 'HereDocBody': return this.asInputText(around);
      case 'Word': return this.asWord(around, isQuoted);
      default: return standsIn(around);
    }
  }

  private asWord(word: Word, isQuoted: boolean): string | undefined {
    const around = this.tree.parentOf(word);
    switch (around?.type) {
      case 'Command': return around.name === word ? 'it names the program to run' : this.asArgument(around, word, isQuoted);
      case 'Assignment': return this.asAssigned(around, word);
      case 'ArrayValue': return word.text.startsWith('[') ? 'it may be an index, which bash calculates' : this.asAssigned(this.tree.parentOf(around));
      case 'Redirect': return around.operator === '<' ? this.asInput(this.tree.parentOf(around)) : undefined;
      case 'HereString': return this.asInputText(word);
      case 'For':
      case 'Select': return around.name === word ? 'it is the name of a variable' : this.asVariable(around.name.value);
      case 'Case':
      case 'CaseItem': return undefined;
      case 'TestUnary': return /^-[vR]$/.test(around.operator) ? NAMES : undefined;
      case 'TestBinary': return around.operator === '=~' ? this.asVariable('BASH_REMATCH') : CALCULATING.test(around.operator) ? CALCULATED : undefined;
      case 'Default': return this.asDefault(around);
      default: return standsIn(around);
    }
  }

  /** The word of `${name:-word}` becomes the value of the whole, and with `=` that of the variable. */
  private asDefault(operation: ParameterDefaultOperation): string | undefined {
    const whole = this.tree.parentOf(operation) as ParameterExpansionPart;
    return (operation.operator.endsWith('=') ? this.asVariable(whole.parameter) : undefined) ?? this.asPart(whole);
  }

  private asAssigned(assignment: SyntaxNode | undefined, word?: Word): string | undefined {
    if (assignment?.type !== 'Assignment') return standsIn(assignment);
    if (word && assignment.value !== word) return 'it is an index, which bash calculates';
    return this.asVariableOf(this.tree.parentOf(assignment) as Command, assignment);
  }

  private asVariableOf(command: Command, assignment: Assignment): string | undefined {
    const name = command.name && literalOf(command.name);
    const isPlain = !command.name || ((name === 'local' || name === 'readonly') && isBare(command));
    return isPlain ? this.asVariable(assignment.name) : `as ${assignment.name} it goes into the environment of other programs`;
  }

  private asVariable(name: string): string | undefined {
    if (this.wasSeen('values', name)) return undefined;
    if (OF_THE_SHELL.test(name)) return `the shell itself reads ${name}`;
    const reason = this.againstVariable(name);
    return reason && `as $${name} ${reason}`;
  }

  private againstVariable(name: string): string | undefined {
    if (this.tree.readsMore) return 'it may be used by what the script reads with eval or source';
    if (this.tree.calculated.has(name)) return CALCULATED;
    if (this.tree.exportsAll || this.tree.exported.has(name)) return 'it goes into the environment of other programs';
    if (name === POSITIONAL && this.tree.commands.some((command) => callOf(command).name === 'getopts')) return 'getopts takes it apart';
    const loops = name === POSITIONAL ? this.tree.nodes.filter((node) => node.type === 'For' && !node.wordlist) : [];
    return first(this.tree.uses.get(name) ?? [], (use) => this.asUse(use)) ?? first(loops, (loop) => (loop.type === 'For' ? this.asVariable(loop.name.value) : undefined));
  }

  private asUse(use: VariableUse): string | undefined {
    if (use.type === 'SimpleExpansion') return this.asPart(use);
    const { prefix, operation } = use;
    if (prefix === '!' || operation?.type === 'Transform') return `it is read again in '${use.text}'`;
    const isHidden = prefix === '#' || (operation?.type === 'Default' && operation.operator.endsWith('+'));
    return isHidden ? undefined : this.asPart(use);
  }

  private asArgument(command: Command, word: Word, isQuoted: boolean): string | undefined {
    const { name, words, mayBeFunction } = callOf(command);
    const index = words.indexOf(word);
    if (name === undefined || index < 0) return 'the program that gets it is not written out';
    if (mayBeFunction && this.tree.functions.has(name)) return this.asVariable(POSITIONAL);
    if (name === 'set' && words.slice(0, index).some((each) => literalOf(each) === '--')) return this.asVariable(POSITIONAL);
    const data = this.commands.get(name);
    if (!data) return against(name);
    return data.refuses?.({ words, index, isQuoted }) ?? (data.isSilent ? undefined : this.asOutput(command));
  }

  /** What stands behind `<<` and `<<<`. */
  private asInputText(text: Word | HereDocBody): string | undefined {
    const redirection = this.tree.parentOf(text);
    return this.asInput(redirection && this.tree.parentOf(redirection));
  }

  /** Any command within may read it; what they print may be it. */
  private asInput(reader: SyntaxNode | undefined): string | undefined {
    if (!reader || this.wasSeen('inputs', reader)) return undefined;
    const commands = this.tree.commands.filter((command) => this.tree.isWithin(command, reader));
    return first(commands, (command) => this.asInputOf(command)) ?? this.asOutput(reader);
  }

  private asInputOf(command: Command): string | undefined {
    if (!command.name) return undefined;
    const { name, words, mayBeFunction } = callOf(command);
    if (name === undefined) return 'the program that reads it is not written out';
    if (name === 'read') return first(namesRead(words), (each) => this.asVariable(each));
    if (WITHOUT_INPUT.has(name)) return undefined;
    const own = this.tree.functions.get(name);
    if (own && mayBeFunction) return this.asInput(own.body);
    const data = this.commands.get(name);
    return data ? data.refusesInput?.(words) : against(name);
  }

  /** What a command prints goes to a file, through a pipe, into `$(...)`, or into the log. */
  private asOutput(node: SyntaxNode): string | undefined {
    if (this.wasSeen('outputs', node)) return undefined;
    const { reason, isElsewhere } = this.redirected(node);
    if (reason !== undefined || isElsewhere) return reason;
    const around = this.tree.parentOf(node);
    if (!around) return first(this.tree.commands.filter(({ name }) => name?.value === 'exec'), (command) => this.redirected(command).reason);
    switch (around.type) {
      case 'Pipeline': return this.throughPipe(around, node);
      case 'CommandExpansion': return this.asPart(around);
      case 'ProcessSubstitution':
      case 'Coproc':
      case 'ArithmeticCommandExpansion': return standsIn(around);
      case 'Function': return first(this.tree.commands.filter((command) => callOf(command).name === around.name.value), (call) => this.asOutput(call));
      default: return this.asOutput(around);
    }
  }

  /** Where redirections send what is printed. */
  private redirected(node: SyntaxNode): { readonly reason?: string; readonly isElsewhere: boolean } {
    const redirections = (node.type === 'Command' || node.type === 'Redirected' ? node.redirects : []).filter((each) => targetOf(each) !== undefined);
    const files = [...redirections.map((each) => targetOf(each) ?? ''), ...filesOfTee(node)];
    const file = files.find((each) => !HARMLESS_FILE.test(each) || this.isReadAgain(each));
    return { reason: file === undefined ? undefined : `'${file}' gets it, and may be run later`, isElsewhere: redirections.some((each) => !isOfErrors(each)) };
  }

  /** Tells whether a file occurs in the script where nothing is written to it. */
  private isReadAgain(file: string): boolean {
    const written = this.tree.nodes.flatMap((node) => [targetOf(node), ...filesOfTee(node)]).filter((each) => each === file);
    return !file.startsWith('/dev/') && this.tree.nodes.filter((node) => node.type === 'Word' && node.value.includes(file)).length > written.length;
  }

  private throughPipe(pipeline: Pipeline, node: SyntaxNode): string | undefined {
    const next = pipeline.commands[pipeline.commands.findIndex((command) => command === node) + 1];
    return next ? this.asInput(next) : this.asOutput(pipeline);
  }

  private wasSeen(kind: keyof ValueFlow['seen'], place: SyntaxNode | string): boolean {
    const known = this.seen[kind].has(place);
    this.seen[kind].add(place);
    return known;
  }
}

function against(name: string): string {
  const way = BETTER_WAYS.get(name);
  return way === undefined ? `'${name}' is not known to take it as data` : `'${name}' takes it for a program: ${way}`;
}

function callOf({ name, args }: Command): Call {
  const words = [...name ? [name] : [], ...args.filter((each) => each.type === 'Word')];
  let at = 0;
  for (let own = words.map(literalOf); at < words.length; at += 1) {
    if (own[at] === 'timeout' && /^\d/.test(own[at + 1] ?? '')) at += 1;
    else if (!WRAPPERS.has(own[at] ?? '') || !/^[^-]/.test(own[at + 1] ?? '')) break;
  }
  const program = at < words.length ? literalOf(words[at]) : undefined;
  return { name: program && withoutDirectory(program), words: words.slice(at + 1), mayBeFunction: at === 0 };
}

/** Without options: those of `local` can make numbers and references of variables. */
function isBare({ args }: Command): boolean {
  return !args.some((each) => each.type === 'Word' && literalStart(each).startsWith('-'));
}

/** The variables that `read` sets. */
function namesRead(words: readonly Word[]): string[] {
  const names = words.map(literalOf).filter((text) => text !== undefined && /^[A-Za-z_]\w*$/.test(text)) as string[];
  return names.length > 0 ? names : ['REPLY'];
}

/** What a redirection writes to. What goes to standard error is followed as if it did not. */
function targetOf(redirection: SyntaxNode): string | undefined {
  if (redirection.type !== 'Redirect' || redirection.operator === '<' || redirection.operator === '<&') return undefined;
  const { operator, target } = redirection;
  return operator === '>&' && /^[12]$/.test(target?.value ?? '') ? undefined : target?.value;
}

function isOfErrors({ descriptor }: Redirection): boolean {
  return descriptor?.type === 'FileDescriptor' && descriptor.value === 2;
}

function filesOfTee(node: SyntaxNode): string[] {
  if (node.type !== 'Command') return [];
  const { name, words } = callOf(node);
  return name === 'tee' ? words.filter((word) => !literalStart(word).startsWith('-')).map(({ value }) => value) : [];
}

function first<T>(items: readonly T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const reason = look(item);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function standsIn(node: SyntaxNode | undefined): string {
  if (node?.type.startsWith('Arithmetic')) return CALCULATED;
  return node?.type === 'Coproc' ? 'a coprocess prints it' : `it stands in '${node && 'text' in node ? node.text : 'what no rule is known for'}'`;
}
