import type { SyntaxNode } from 'unbash';
import { DATA_COMMANDS, type DataCommands } from './data-commands';
import { ShellTree } from './shell-tree';
import { reasonAgainst } from './value-flow';

/** A variable of Tekton in a script. */
export interface ScriptPlace {
  readonly start: number;
  readonly end: number;
  /** As in `$(params.branch)`. */
  readonly text: string;
  /** As in `params.branch`. */
  readonly variable: string;
  /** Why no variable of the environment can stand here instead. */
  readonly reason?: string;
  /** Some shells would split it here, though they do not split what is written out. */
  readonly needsQuotes?: boolean;
}

const VARIABLE = /\$\((params(?:\.[\w-]+|\["[^"\n]+"\]|\['[^'\n]+'\])(?:\.[\w-]+|\[\d+\])*)\)/g;

/** No first line means /bin/sh. Others split words, or calculate, in ways of their own; with -a all variables are exported. */
const SHELL = /^(?!#!)|^#!\s*(?:\/usr)?(?:\/local)?\/bin\/(?:env\s+(?:-S\s*)?)?(?:ba|da|a)?sh(?:\s+-[B-Zb-z]+)*[ \t]*(?:\n|$)/;

/*
 * Which `$(params.x)` may become `$X`.
 *
 * A script with a value in its text is open to whoever gives the value. With the value in a variable it no longer is, where the
 * shell, and the program that the shell hands it to, take it for data; where something still runs it, moving would hide the
 * hole from every check. No list of what runs text has an end (`watch`, `git bisect run`, `trap`, an index in bash). So it is
 * decided by what is proved: the script is parsed, and each value followed, through variables, functions, pipes and
 * substitutions, to where it ends. It moves if all of these are places of the shell's own that take data, or arguments of
 * commands in `data-commands.ts`. All else stays, with the reason.
 *
 * The parser is `unbash`: complete, small, kept, without dependencies, and it gives the place of every word. `sh-syntax` is Go in
 * WebAssembly, ten times the size and asynchronous, `tree-sitter-bash` is that or native, `bash-parser` is given up.
 */

/**
 * The params in a script, each with the reason why it must stay, if it must.
 *
 * @param exported the variables that the script finds in its environment: what it assigns to these, other programs get
 * @param commands that take what they are given for data
 */
export function scriptPlaces(script: string, exported: readonly string[] = [], commands: DataCommands = DATA_COMMANDS): ScriptPlace[] {
  const found = [...script.matchAll(VARIABLE)].map(({ index, 0: text, 1: variable }) => ({ start: index, end: index + text.length, text, variable }));
  if (found.length === 0) return [];
  const tree = SHELL.test(script) ? ShellTree.read(script, exported) : undefined;
  if (tree) {
    const places = new Places(tree, script, commands);
    return found.map((place) => ({ ...place, ...places.at(place.start) }));
  }
  const reason = SHELL.test(script)
    ? 'bash could not read the script to its end'
    : 'the script is not for sh, bash, dash or ash: add env, and read it there as this language does';
  return found.map((place) => ({ ...place, reason }));
}

/** The places of a script that a shell can read. */
class Places {
  private readonly splitsOtherwise: boolean;
  /** Outside of these there is syntax, or a comment. */
  private readonly words: readonly SyntaxNode[];

  constructor(private readonly tree: ShellTree, private readonly script: string, private readonly commands: DataCommands) {
    this.words = tree.ownNodes.filter(({ type }) => /^(?:Word|HereDoc|Assignment|Arithmetic)/.test(type));
    this.splitsOtherwise = tree.nodes.some((node) => node.type === 'Assignment' && node.name === 'IFS' && !isOfRead(tree.parentOf(node)));
  }

  public at(start: number): Pick<ScriptPlace, 'reason' | 'needsQuotes'> {
    if (this.tree.renames) return { reason: 'the script has aliases or $_, by which any word may become another command' };
    const node = this.tree.places.get(start);
    if (!node) return this.isInComment(start) ? {} : { reason: 'no variable is expanded between single quotes, in backticks, in a quoted here-document or behind \\' };
    const word = this.tree.parentOf(node);
    const around = word && this.tree.parentOf(word);
    const isSplit = word?.type === 'Word' && /^(?:Command|For|Select|ArrayValue|Default)$/.test(around?.type ?? '');
    if (isSplit && this.splitsOtherwise) return { reason: 'the script sets IFS, by which a variable would be split: put it into double quotes' };
    if (word?.type === 'Word' && /(?:^|[=:])~[^/]*$/.test(this.script.slice(word.pos, start))) return { reason: 'no variable is expanded behind ~' };
    const assigning = around?.type === 'Assignment' ? this.tree.parentOf(around) : undefined;
    const needsQuotes = word?.type === 'Word' && assigning?.type === 'Command' && assigning.name !== undefined;
    return { reason: reasonAgainst(node, this.tree, this.commands), needsQuotes };
  }

  private isInComment(start: number): boolean {
    const line = this.script.lastIndexOf('\n', start) + 1;
    const isOutside = (at: number): boolean => !this.words.some(({ pos, end }) => pos <= at && at < end);
    const before = [...this.script.slice(line, start).matchAll(/(?<=^|[\s;&|()])#/g)];
    return isOutside(start) && before.some(({ index }) => isOutside(line + index));
  }
}

function isOfRead(command: SyntaxNode | undefined): boolean {
  return command?.type === 'Command' && command.name?.value === 'read';
}
