/** A variable of Tekton in a program for a shell, at a place where a variable of the environment can stand instead. */
export interface ShellPlace {
  readonly start: number;
  readonly end: number;
  /** As in `$(params.branch)`. */
  readonly text: string;
  /** As in `params.branch`. */
  readonly variable: string;
  /** `quoted`: in double quotes, a here-document or a comment; `word`: outside, where the shell splits it at blanks. */
  readonly kind: 'quoted' | 'word';
}

const VARIABLE = /\$\((params(?:\.[\w-]+|\["[^"\n]+"\]|\['[^'\n]+'\])(?:\.[\w-]+|\[\d+\])*)\)/y;

/** Programs whose arguments or input are programs again: there a value stays dangerous however it comes. */
const INTERPRETERS = /(?<![\w.-])(?:eval|source|trap|alias|let|declare|typeset|su|ssh|parallel|(?:ba|da|a|k|z|fi)?sh|busybox|[gmn]?awk|g?sed|perl|python[\d.]*|node|nodejs|deno|ruby|php|lua|Rscript|jq|yq|bc|dc|expr)(?![\w.-])/;

/** Programs whose arguments begin with the name of a program. */
const WRAPPERS = /(?<![\w.-])(?:exec|command|builtin|env|sudo|doas|nohup|nice|time|timeout|xargs|watch|stdbuf|setsid)(?![\w.-])/;

/** What is printed is executed, wherever it comes from. */
const PIPED = /\|\s*(?:sudo\s+)?(?:\S*\/)?(?:ba|da|a|k|z)?sh\b/;

/** What another statement put together is run, so that no place of the script is safe. */
const EVALUATES = /(?:^|[\s;&|(!{])(?:eval|source|\.)\s/m;

/** The comparisons in which bash calculates, and runs what stands in an index. */
const CALCULATING = /\[\[[^]*\s-(?:eq|ne|lt|le|gt|ge)\s/;

/** Behind these a name stands. */
const NAMING = new Set(['for', 'select', 'function']);

/** Behind these a command begins. */
const RESERVED = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{']);

const ASSIGNMENT = /^[A-Za-z_]\w*\+?=/;

/**
 * The places in a script for sh, bash, dash, ash or ksh where `$(params.x)` can become `$X`, and any value without syntax of
 * the shell means the same as before.
 *
 * Not among them: names of commands, single quotes, arithmetic, `${...}`, backticks, quoted here-documents, and whatever
 * another interpreter takes for a program. None at all where the script cannot be followed to its end.
 */
export function shellPlaces(script: string): ShellPlace[] {
  const body = script.replace(/^#!.*/, '');
  // A here-document may be written as a program that is run later.
  if (PIPED.test(body) || EVALUATES.test(body) || (body.includes('<<') && INTERPRETERS.test(body))) return [];
  const scanner = new Scanner(script);
  try {
    scanner.scan();
  } catch (error) {
    if (error instanceof UnclearScript) return [];
    throw error;
  }
  return scanner.places();
}

/** A quote or a here-document has no end. */
class UnclearScript extends Error {}

/** What stands between two line ends that are not within anything. */
interface Statement {
  readonly text: string;
  readonly places: readonly ShellPlace[];
}

interface HereDocument {
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly hasTabs: boolean;
}

class Scanner {
  private readonly statements: Statement[] = [];
  private open: ShellPlace[] = [];
  private statementStart = 0;
  private at = 0;
  private hereDocuments: HereDocument[] = [];

  constructor(private readonly script: string) {}

  public scan(): void {
    this.code(0);
    if (this.hereDocuments.length > 0) throw new UnclearScript();
    this.endStatement();
  }

  public places(): ShellPlace[] {
    const hasSeparators = /\bIFS\b/.test(this.script);
    return this.statements.flatMap(({ text, places }) => {
      const plain = text.replaceAll(new RegExp(VARIABLE, 'g'), '');
      if (INTERPRETERS.test(plain) || CALCULATING.test(plain)) return [];
      const words = !hasSeparators && !WRAPPERS.test(plain);
      return places.filter(({ kind }) => words || kind === 'quoted');
    });
  }

  /** Commands, to the end of the script, or to the closing parenthesis. */
  private code(depth: number): void {
    const command = new CommandState();
    while (this.at < this.script.length) {
      const start = this.at;
      const next = this.script[start];
      if (this.variable(command.takesData(this.word(command)) && !this.isExpanded(command) ? 'word' : undefined)) {
        command.beginWord(start);
      } else if (this.script.startsWith('\\\n', start)) {
        this.at += 2;
      } else if (/[\s;&|()<>]/.test(next)) {
        command.endWord(this.word(command));
        if (this.operator(next, command, depth)) return;
      } else if (next === '#' && !command.isInWord) {
        this.comment();
      } else {
        command.beginWord(start);
        this.wordPart(next, depth);
      }
    }
    if (depth > 0) throw new UnclearScript();
  }

  /** Braces and tildes are expanded before variables are. */
  private isExpanded(command: CommandState): boolean {
    return /^~|\{/.test(this.word(command));
  }

  private word({ wordStart }: CommandState): string {
    return wordStart === undefined ? '' : this.script.slice(wordStart, this.at);
  }

  /** @returns true at the end of this level */
  private operator(next: string, command: CommandState, depth: number): boolean {
    this.at += 1;
    switch (next) {
      case '\n':
        if (this.hereDocuments.length > 0) this.readHereDocuments(depth);
        else if (depth === 0 && !/\|\s*$/.test(this.script.slice(this.statementStart, this.at))) this.endStatement();
        command.reset();
        return false;
      case ';':
      case '|':
        command.reset();
        return false;
      case '&':
        // `2>&1` is no end.
        if (!/[<>]/.test(this.script[this.at - 2] ?? '')) command.reset();
        return false;
      case '(':
        if (this.script[this.at] === '(') this.skipTo('))');
        else this.code(depth + 1);
        command.reset();
        return false;
      case ')':
        // Otherwise it is the end of a pattern of `case`.
        command.reset();
        return depth > 0;
      case '<':
      case '>':
        if (next === '<' && this.script[this.at] === '<') this.hereDocument();
        command.redirect();
        return false;
      default:
        return false;
    }
  }

  private wordPart(next: string, depth: number): void {
    switch (next) {
      case '\\': this.at += 2; return;
      case "'": this.at += 1; return this.skipTo("'");
      case '"': return this.quoted(depth);
      case '`': return this.backticks();
      case '$': return this.script[this.at + 1] === "'" ? this.ansiQuotes() : this.dollar(depth);
      default: this.at += 1;
    }
  }

  private quoted(depth: number): void {
    this.at += 1;
    while (this.script[this.at] !== '"') {
      if (this.at >= this.script.length) throw new UnclearScript();
      if (this.variable('quoted')) continue;
      const next = this.script[this.at];
      if (next === '\\') this.at += 2;
      else if (next === '`') this.backticks();
      else if (next === '$') this.dollar(depth);
      else this.at += 1;
    }
    this.at += 1;
  }

  private dollar(depth: number): void {
    const rest = this.script.slice(this.at + 1, this.at + 3);
    this.at += 2;
    if (rest === '((') this.skipTo('))');
    else if (rest.startsWith('(')) this.code(depth + 1);
    else if (rest.startsWith('{')) this.braces();
    // Anything else is read again, such as the end of a quote; but the second of `$$` begins no variable.
    else if (!rest.startsWith('$')) this.at -= 1;
  }

  /** `${name:-word}`: a word in it may have braces of its own; one with quotes is not worth the trouble. */
  private braces(): void {
    for (let open = 1; open > 0; this.at += 1) {
      const next = this.script[this.at];
      if (next === undefined || /["'`]/.test(next)) throw new UnclearScript();
      if (next === '\\') this.at += 1;
      else if (next === '{') open += 1;
      else if (next === '}') open -= 1;
    }
  }

  private ansiQuotes(): void {
    this.at += 2;
    this.skipEscaped("'");
  }

  private backticks(): void {
    this.at += 1;
    this.skipEscaped('`');
  }

  private skipEscaped(end: string): void {
    while (this.at < this.script.length && this.script[this.at] !== end) this.at += this.script[this.at] === '\\' ? 2 : 1;
    if (this.at >= this.script.length) throw new UnclearScript();
    this.at += 1;
  }

  private skipTo(end: string): void {
    const found = this.script.indexOf(end, this.at);
    if (found < 0) throw new UnclearScript();
    this.at = found + end.length;
  }

  private comment(): void {
    while (this.at < this.script.length && this.script[this.at] !== '\n') if (!this.variable('quoted')) this.at += 1;
  }

  /** Behind `<<`, at its second character. */
  private hereDocument(): void {
    this.at += 1;
    // `<<<` takes a word.
    if (this.script[this.at] === '<') {
      this.at += 1;
      return;
    }
    const [all, dash, delimiter] = /(-?)[ \t]*([^\s;&|<>()]+)/y.exec(this.script.slice(this.at)) ?? [];
    if (all === undefined || delimiter.includes('$')) throw new UnclearScript();
    this.at += all.length;
    this.hereDocuments.push({ delimiter: delimiter.replace(/["'\\]/g, ''), isQuoted: /["'\\]/.test(delimiter), hasTabs: dash === '-' });
  }

  private readHereDocuments(depth: number): void {
    if (depth > 0) throw new UnclearScript();
    const text = this.script.slice(this.statementStart, this.at);
    for (const document of this.hereDocuments) this.readHereDocument(document);
    this.hereDocuments = [];
    this.endStatement(text);
  }

  private readHereDocument({ delimiter, isQuoted, hasTabs }: HereDocument): void {
    const tabs = hasTabs ? '\\t*' : '';
    const end = new RegExp(`^${tabs}${delimiter.replace(/[^\w]/g, '\\$&')}$`, 'm').exec(this.script.slice(this.at));
    if (!end) throw new UnclearScript();
    const last = this.at + end.index;
    const body = this.script.slice(this.at, last);
    const isPlain = !isQuoted && !/`|\\|\$\$/.test(body) && !body.replaceAll(new RegExp(VARIABLE, 'g'), '').includes('$(');
    while (this.at < last) if (!this.variable(isPlain ? 'quoted' : undefined)) this.at += 1;
    this.at = Math.min(last + end[0].length + 1, this.script.length);
  }

  /** Takes a variable of Tekton that stands here, if there is one. */
  private variable(kind: ShellPlace['kind'] | undefined): boolean {
    VARIABLE.lastIndex = this.at;
    const found = VARIABLE.exec(this.script);
    if (!found) return false;
    const [all, variable] = found;
    if (kind) this.open.push({ start: this.at, end: this.at + all.length, text: all, variable, kind });
    this.at += all.length;
    return true;
  }

  private endStatement(text = this.script.slice(this.statementStart, this.at)): void {
    this.statements.push({ text, places: this.open });
    this.open = [];
    this.statementStart = this.at;
  }
}

/** How far a simple command has come: its name, or the words behind it. */
class CommandState {
  public wordStart?: number;
  private hasName = false;
  private isTarget = false;
  private namesNext = false;

  public get isInWord(): boolean {
    return this.wordStart !== undefined;
  }

  /** A name of a program, or syntax, stands here otherwise. */
  public takesData(word: string): boolean {
    return !this.namesNext && (this.hasName || this.isTarget || ASSIGNMENT.test(word));
  }

  public beginWord(at: number): void {
    this.wordStart ??= at;
  }

  public endWord(word: string): void {
    if (this.wordStart === undefined) return;
    this.namesNext = !this.hasName && NAMING.has(word);
    if (!this.isTarget && !ASSIGNMENT.test(word) && !RESERVED.has(word)) this.hasName = true;
    this.wordStart = undefined;
    this.isTarget = false;
  }

  public redirect(): void {
    this.isTarget = true;
  }

  public reset(): void {
    this.hasName = false;
    this.namesNext = false;
    this.isTarget = false;
    this.wordStart = undefined;
  }
}
