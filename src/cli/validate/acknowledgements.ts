import { type Document, isPair, isScalar, isSeq, type Node, type Pair, type Scalar, visit } from 'yaml';
import type { AcknowledgedLines, Acknowledgement } from '../../rules/model/acknowledgement';
import { acknowledgementIn, type CommentStart, startsIn } from './acknowledgement-comment';
import { commentsIn } from './script-comments';
import { contentRange, type PlacedText, rangeWithin } from './yaml-node';

/**
 * The acknowledgements in the comments of a document, and in those of its scripts.
 *
 * @param index of the document in its file
 * @param from where the document before it ends: comments may stand above the document
 */
export function readAcknowledgements(document: Document.Parsed, index: number, from: number, placed: PlacedText): Acknowledgement[] {
  const { text } = placed;
  const starts = startsIn(text.slice(from, document.range[2])).map((start) => ({ ...start, index: start.index + from }));
  if (starts.length === 0) return [];
  const scalars = scalarsOf(document).map((scalar) => ({ ...scalar, content: contentRange(text, scalar.range) }))
    .filter(({ content: [first, end] }) => starts.some((start) => start.index >= first && start.index < end));
  const inYaml = starts.filter((start) => start.marker === '#' && !scalars.some(({ content: [first, end] }) => start.index >= first && start.index < end));
  const inScripts = scalars.filter(({ isProgram }) => isProgram).flatMap(({ value, content }) => commentedStarts(value).flatMap((start) => {
    const range = rangeWithin(text, content, value, start);
    return range ? [{ ...start, index: range[0], isInside: true }] : [];
  }));
  return [...inYaml, ...inScripts].flatMap((start) => {
    const said = acknowledgementIn(start.comment);
    if (!said) return [];
    const { isWhole, ...acknowledgement } = said;
    const place = placed.place([start.index, start.index + start.comment.length], index);
    return [{ ...acknowledgement, place, ...!isWhole && { lines: linesOf(start, placed) } }];
  });
}

interface Start extends CommentStart {
  /** It stands in a script. */
  readonly isInside?: boolean;
}

/** Those in a program that are comments of it. */
function commentedStarts(program: string): CommentStart[] {
  const comments = commentsIn(program);
  return startsIn(program).filter(({ index }) => comments.some(([start, end]) => index >= start && index < end));
}

interface TextScalar {
  readonly value: string;
  readonly range: readonly [number, number];
  /** Programs stand in scripts and on command lines, and elsewhere begin with `#!`. */
  readonly isProgram: boolean;
}

function scalarsOf(document: Document.Parsed): TextScalar[] {
  const scalars: TextScalar[] = [];
  visit(document, {
    Scalar: (_, node: Scalar, ancestors) => {
      if (!node.range) return;
      const value = String(node.value);
      scalars.push({ value, range: [node.range[0], node.range[1]], isProgram: isInField(ancestors) || value.startsWith('#!') });
    },
  });
  return scalars;
}

function isInField(ancestors: readonly (Document | Node | Pair)[]): boolean {
  const [outer, inner] = ancestors.slice(-2);
  const isIn = (pair: unknown, fields: readonly string[]): boolean => isPair(pair) && isScalar(pair.key) && fields.includes(String(pair.key.value));
  return isIn(inner, ['script']) || (isSeq(inner) && isIn(outer, ['command', 'args']));
}

/** The lines that a comment speaks of: its own; the next one, where nothing but comments stands on its own. */
function linesOf({ index, marker, isInside = false }: Start, placed: PlacedText): AcknowledgedLines {
  const { line } = placed.lineAt(index);
  const isComment = (number: number): boolean => placed.lineText(number).trimStart().startsWith(marker);
  const goesOn = (number: number): boolean => isInside && /(?<!\\)(?:\\\\)*\\\r?$/.test(placed.lineText(number));
  let first = line;
  while (isComment(first)) first += 1;
  let last = first;
  while (goesOn(last)) last += 1;
  while (goesOn(first - 1)) first -= 1;
  return { first, last, isInside };
}
