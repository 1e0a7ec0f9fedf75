/**
 * The end of a message about an unknown name: what was probably meant, or what there is.
 *
 * @returns `, did you mean 'x'?`, `, expected one of a, b` or `, none is declared`
 */
export function suggestion(name: string, known: readonly string[]): string {
  if (known.length === 0) return ', none is declared';
  const meant = nearest(name, known);
  return meant === undefined ? `, expected one of ${known.join(', ')}` : `, did you mean '${meant}'?`;
}

/** What is told of a name that nobody declares: `no param 'x' is declared, did you mean 'y'?`, or `no param is declared at all`. */
export function undeclared(what: string, name: string, declared: readonly string[]): string {
  return declared.length === 0 ? `no ${what} is declared at all` : `no ${what} '${name}' is declared${suggestion(name, declared)}`;
}

/** The name that was probably meant, if there is one that is near enough. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [first] = [...known].sort((one, other) => distance(name, one) - distance(name, other));
  // A name of one letter is as near to every other one.
  const near = Math.min(name.length - 1, Math.max(1, Math.floor(name.length / 3)));
  return first !== undefined && distance(name, first) <= near ? first : undefined;
}

/** The number of letters to insert, remove, replace or swap with their neighbour, letter case aside. */
function distance(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const steps = [rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + Number(a[i - 1] !== b[j - 1])];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(...steps, ...swapped ? [rows[i - 2][j - 2] + 1] : []));
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
