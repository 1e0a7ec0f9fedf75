import type { Word, WordPart } from 'unbash';

/** The text of a word in which nothing is expanded, without its quotes. */
export function literalOf(word: Word): string | undefined {
  return (word.parts ?? []).every(isLiteral) ? word.value : undefined;
}

/** The text of a word before anything in it is expanded, without its quotes: `--file=` of `--file="$X"`. */
export function literalStart(word: Word): string {
  const [first] = word.parts ?? [];
  if (first === undefined) return word.value;
  if (first.type === 'DoubleQuoted') return first.parts[0]?.type === 'Literal' ? first.parts[0].value : '';
  return isLiteral(first) && 'value' in first ? first.value : '';
}

function isLiteral(part: WordPart): boolean {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return true;
    case 'Glob': return part.kind !== 'bracket' || part.parts.every(isLiteral);
    case 'DoubleQuoted': return part.parts.every(isLiteral);
    default: return false;
  }
}
