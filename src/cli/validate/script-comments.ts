/** Where a comment of a program begins, and where its line ends. */
export type CommentRange = readonly [start: number, end: number];

/** Interpreters by how a comment begins for them; no interpreter is a shell, as it is to Tekton. */
const LANGUAGES: readonly (readonly [interpreter: RegExp, commentsIn: (program: string) => CommentRange[]])[] = [
  [/^(?:|(?:ba|da|a|k|z)?sh|busybox)$/, (program) => shellComments(program) ?? matchesOf(HASHES, program)],
  [/^(?:python|pypy|ruby|perl|awk|gawk|sed|Rscript|tclsh|pwsh|powershell|fish|nu|make|jq|elixir|julia)$/, (program) => matchesOf(HASHES, program)],
  [/^(?:node|nodejs|deno|bun|tsx|ts-node|zx|go|gorun|swift|kotlin|groovy|scala|java|jshell|dart|rust-script)$/, (program) => matchesOf(SLASHES, program)],
  [/^(?:lua|luajit|psql|mysql|mariadb|sqlite|runghc|runhaskell)$/, (program) => matchesOf(DASHES, program)],
];

const STRINGS = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/.source;
const HASHES = new RegExp(`"""[^]*?"""|'''[^]*?'''|${STRINGS}|(#.*)`, 'g');
const SLASHES = new RegExp(`\`(?:[^\`\\\\]|\\\\[^])*\`|${STRINGS}|/\\*[^]*?\\*/|(//.*)`, 'g');
const DASHES = new RegExp(`\\[\\[[^]*?\\]\\]|${STRINGS}|(--.*)`, 'g');
/** Of an interpreter that is not known. */
const ANY = new RegExp(`${STRINGS}|((?:#|//|--).*)`, 'g');

/** The comments of a program, by the interpreter that its first line names: what only looks like one within a text is none. */
export function commentsIn(program: string): CommentRange[] {
  const name = interpreterOf(program);
  const language = LANGUAGES.find(([interpreter]) => interpreter.test(name));
  return language ? language[1](program) : matchesOf(ANY, program);
}

/** `python` of `#!/usr/bin/env -S python3.12 -u`. */
function interpreterOf(program: string): string {
  const words = /^#!(.*)/.exec(program)?.[1].trim().split(/\s+/) ?? [];
  const name = words.find((word) => !/^-|=|(?:^|\/)(?:env|npx|bunx|win)$/.test(word)) ?? '';
  return name.replace(/^.*\//, '').replace(/[\d.]+$/, '');
}

function matchesOf(pattern: RegExp, program: string): CommentRange[] {
  return [...program.matchAll(pattern)].filter(([, comment]) => comment !== undefined)
    .map(({ index, 0: comment }) => [index, index + comment.length]);
}

/** Undefined for a script with a quote that has no end. */
function shellComments(script: string): CommentRange[] | undefined {
  const reader = new ShellReader(script);
  return reader.read() ? reader.comments : undefined;
}

const DEEPEST = 100;

/** Reads a script as far as it takes to tell comments from quotes and here-documents. */
class ShellReader {
  public readonly comments: CommentRange[] = [];
  private at = 0;
  private depth = 0;
  /** The ends of the here-documents that begin on the next line. */
  private awaited: RegExp[] = [];

  constructor(private readonly script: string) {}

  /** @returns false where something is left open */
  public read(): boolean {
    this.code(undefined);
    return this.at === this.script.length;
  }

  /** Commands, to the end of the script or to what closes them. */
  private code(end: ')' | '`' | undefined): void {
    while (this.at < this.script.length) {
      const next = this.script[this.at];
      if (next === end) break;
      if (next === '#' && /^$|[\s;&|()`]/.test(this.script.charAt(this.at - 1))) this.comment();
      else if (next === '"') this.quoted();
      else if (next === "'") this.skipBehind("'", 1);
      else if (next === '`') this.nested('`', 1);
      else if (this.script.startsWith('((', this.at)) this.skipBehind('))', 2);
      else if (next === '(') this.nested(')', 1);
      else if (next === '$') this.dollar();
      else if (next === '<') this.redirection();
      else if (next === '\n') this.endLine();
      else this.at += next === '\\' ? 2 : 1;
    }
  }

  private comment(): void {
    const end = this.script.indexOf('\n', this.at);
    const start = this.at;
    this.at = end < 0 ? this.script.length : end;
    this.comments.push([start, this.at]);
  }

  private nested(end: ')' | '`', length: number): void {
    this.at += length;
    this.deeper(() => this.code(end));
    this.at += 1;
  }

  /** What nobody writes would only fill the stack. */
  private deeper(read: () => void): void {
    this.depth += 1;
    if (this.depth > DEEPEST) this.at = Infinity;
    else read();
    this.depth -= 1;
  }

  private dollar(): void {
    if (this.script.startsWith('$((', this.at)) this.skipBehind('))', 3);
    else if (this.script.startsWith('$(', this.at)) this.nested(')', 2);
    else if (this.script.startsWith('${', this.at)) this.braces();
    else if (this.script.startsWith("$'", this.at)) this.escaped("'", 2);
    else this.at += 1;
  }

  private quoted(): void {
    this.at += 1;
    while (this.at < this.script.length && this.script[this.at] !== '"') this.expanded();
    this.at += 1;
  }

  private braces(): void {
    this.at += 2;
    this.deeper(() => {
      while (this.at < this.script.length && this.script[this.at] !== '}') {
        if (this.script[this.at] === '"') this.quoted();
        else this.expanded();
      }
    });
    this.at += 1;
  }

  /** A character between double quotes, or all of an expansion. */
  private expanded(): void {
    const next = this.script[this.at];
    if (next === '`') this.nested('`', 1);
    else if (next === '$' && this.script[this.at + 1] !== "'") this.dollar();
    else this.at += next === '\\' ? 2 : 1;
  }

  private escaped(end: string, length: number): void {
    this.at += length;
    while (this.at < this.script.length && this.script[this.at] !== end) this.at += this.script[this.at] === '\\' ? 2 : 1;
    this.at += 1;
  }

  /** Beyond the script where there is no end. */
  private skipBehind(end: string, length: number): void {
    const found = this.script.indexOf(end, this.at + length);
    this.at = found < 0 ? Infinity : found + end.length;
  }

  /** `<<EOF`, `<<-"EOF"`; `<<<` takes a word. */
  private redirection(): void {
    const [all, operator, word = ''] = /^<<(<|-?)[ \t]*([^\s;&|<>()]*)/.exec(this.script.slice(this.at)) ?? ['<'];
    if (operator === '<') {
      this.at += 3;
      return;
    }
    this.at += all.length;
    if (word !== '') this.awaited.push(new RegExp(`^${operator ? '\\t*' : ''}${word.replace(/["'\\]/g, '').replace(/\W/g, '\\$&')}$`, 'm'));
  }

  /** Behind the line, and behind the here-documents that it has begun: one without end goes on to the end of the script. */
  private endLine(): void {
    this.at += 1;
    for (const end of this.awaited.splice(0)) {
      const found = end.exec(this.script.slice(this.at));
      this.at = found ? this.at + found.index + found[0].length : this.script.length;
    }
  }
}
