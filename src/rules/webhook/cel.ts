/**
 * A reader of the Common Expression Language, as far as Tekton's webhook looks at it: syntax, and names that are not
 * declared. Tekton declares none, so a variable must stand in quotes.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md
 * @returns what is wrong, or undefined
 */
export function celProblem(text: string): string | undefined {
  try {
    new CelReader(tokensOf(text)).read();
    return undefined;
  } catch (error) {
    if (error instanceof CelSyntax) return error.message;
    throw error;
  }
}

class CelSyntax extends Error {}

const TOKEN = /\s+|\/\/[^\n]*|(?:[rRbB]{0,2}(?:"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))|0x[\da-fA-F]+u?|\d+\.\d+(?:[eE][-+]?\d+)?|\d+(?:[eE][-+]?\d+|u)?|[A-Za-z_]\w*|&&|\|\||[<>=!]=|[-+*/%<>!?:.,()[\]{}]/y;

/** The types, which are values in CEL. */
const DECLARED = new Set(['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint']);
const LITERALS = new Set(['true', 'false', 'null']);
const MACROS = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
const RELATIONS = new Set(['<', '<=', '>', '>=', '==', '!=', 'in']);

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw new CelSyntax(`unexpected '${text.slice(at, at + 10)}'`);
    if (/\S/.test(match[0]) && !match[0].startsWith('//')) tokens.push(match[0]);
  }
  return tokens;
}

class CelReader {
  private position = 0;
  private readonly bound: string[] = [];

  constructor(private readonly tokens: readonly string[]) {}

  public read(): void {
    this.expression();
    if (this.position < this.tokens.length) throw new CelSyntax(`unexpected '${this.tokens[this.position]}'`);
  }

  private expression(): void {
    this.binary();
    if (!this.take('?')) return;
    this.binary();
    this.expect(':');
    this.expression();
  }

  /** Precedence decides about values, not about syntax: all binary operators are read alike. */
  private binary(): void {
    do this.unary();
    while (this.takeIf((token) => ['||', '&&', '+', '-', '*', '/', '%'].includes(token) || RELATIONS.has(token)));
  }

  private unary(): void {
    while (this.takeIf((token) => token === '!' || token === '-'));
    this.primary();
    for (;;) {
      if (this.take('.')) {this.member();} else if (this.take('[')) {
        this.expression();
        this.expect(']');
      } else {return;}
    }
  }

  private member(): void {
    const name = this.identifier();
    if (!this.take('(')) return;
    if (!MACROS.has(name)) return this.list(')');
    const variable = this.identifier();
    this.expect(',');
    this.bound.push(variable);
    this.list(')');
    this.bound.pop();
  }

  private primary(): void {
    const token = this.tokens[this.position++];
    if (token === undefined) throw new CelSyntax('unexpected end');
    if (token === '(') {
      this.expression();
      return this.expect(')');
    }
    if (token === '[') return this.list(']');
    if (token === '{') return this.map();
    if (/^(?:\d|[rRbB]{0,2}["'])/.test(token) || LITERALS.has(token)) return;
    if (!/^[A-Za-z_]/.test(token)) throw new CelSyntax(`unexpected '${token}'`);
    if (this.take('(')) return this.list(')');
    if (!DECLARED.has(token) && !this.bound.includes(token)) throw new CelSyntax(`'${token}' is not declared, put variables in quotes: '$(params.x)'`);
  }

  private list(end: string): void {
    if (this.take(end)) return;
    do this.expression();
    while (this.take(','));
    this.expect(end);
  }

  private map(): void {
    if (this.take('}')) return;
    do {
      this.expression();
      this.expect(':');
      this.expression();
    } while (this.take(','));
    this.expect('}');
  }

  private identifier(): string {
    const token = this.tokens[this.position++] ?? '';
    if (!/^[A-Za-z_]/.test(token)) throw new CelSyntax(`expected a name, found '${token}'`);
    return token;
  }

  private take(token: string): boolean {
    return this.takeIf((next) => next === token);
  }

  private takeIf(wanted: (token: string) => boolean): boolean {
    if (this.position >= this.tokens.length || !wanted(this.tokens[this.position])) return false;
    this.position++;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new CelSyntax(`expected '${token}', found '${this.tokens[this.position] ?? 'the end'}'`);
  }
}
