import { type Document, isPair, isScalar, isSeq, type Node, type Pair, type Scalar, visit } from 'yaml';
import type { AcknowledgedLines, Acknowledgement } from '../../rules/model/acknowledgement';
import type { Place } from '../../rules/model/place';
import { acknowledgementIn, type CommentStart, startsIn } from './acknowledgement-comment';
import { commentsIn } from './script-comments';
import { contentRange, PlacedText, type Range, rangeWithin } from './yaml-node';

/**
 * The acknowledgements in the comments of a document, and in those of its scripts.
 *
 * @param index of the document in its file
 * @param from where the document before it ends: comments may stand above the document
 */
export function readAcknowledgements(document: Document.Parsed, index: number, from: number, placed: PlacedText): Acknowledgement[] {
  const starts = startsIn(placed.text.slice(from, document.range[2])).map((start) => ({ ...start, index: start.index + from }));
  if (starts.length === 0) return [];
  const texts = textsOf(document, placed.text);
  const isIn = ({ content: [first, end] }: Text, start: CommentStart): boolean => start.index >= first && start.index < end;
  const inYaml = starts.filter((start) => start.marker === '#' && !texts.some((text) => isIn(text, start)));
  const programs = texts.filter((text) => text.isProgram && starts.some((start) => isIn(text, start)));
  return [
    ...inYaml.flatMap((start) => acknowledged(start, placed.place([start.index, start.index + start.comment.length], index), linesOf(start, placed))),
    ...programs.flatMap((program) => ofProgram(program, index, placed)),
  ];
}

function ofProgram({ value, range, content }: Text, index: number, placed: PlacedText): Acknowledgement[] {
  const own = new PlacedText(placed.file, value);
  const text = placed.place(range, index);
  return commentedStarts(value).flatMap((start) => {
    const place = placed.place(rangeWithin(placed.text, content, value, start) ?? range, index);
    return acknowledged(start, place, { ...commandOf(linesOf(start, own), own), text });
  });
}

function acknowledged({ comment }: CommentStart, place: Place, lines: AcknowledgedLines): Acknowledgement[] {
  const said = acknowledgementIn(comment);
  if (!said) return [];
  const { isWhole, ...acknowledgement } = said;
  return [{ ...acknowledgement, place, ...!isWhole && { lines } }];
}

/** Those in a program that are comments of it. */
function commentedStarts(program: string): CommentStart[] {
  const comments = commentsIn(program);
  return startsIn(program).filter(({ index }) => comments.some(([start, end]) => index >= start && index < end));
}

/** A scalar. */
interface Text {
  readonly value: string;
  readonly range: Range;
  /** Without what is before the first line of a block. */
  readonly content: Range;
  /** Programs stand in scripts and on command lines, and elsewhere begin with `#!`. */
  readonly isProgram: boolean;
}

function textsOf(document: Document.Parsed, text: string): Text[] {
  const texts: Text[] = [];
  visit(document, {
    Scalar: (_, node: Scalar, ancestors) => {
      if (!node.range) return;
      const [start, end] = node.range;
      const value = String(node.value);
      texts.push({ value, range: [start, end], content: contentRange(text, [start, end]), isProgram: isInField(ancestors) || value.startsWith('#!') });
    },
  });
  return texts;
}

function isInField(ancestors: readonly (Document | Node | Pair)[]): boolean {
  const [outer, inner] = ancestors.slice(-2);
  const isIn = (pair: unknown, fields: readonly string[]): boolean => isPair(pair) && isScalar(pair.key) && fields.includes(String(pair.key.value));
  return isIn(inner, ['script']) || (isSeq(inner) && isIn(outer, ['command', 'args']));
}

/** The lines that a comment speaks of: its own, or the next one where only comments stand on its own. */
function linesOf({ index, marker }: CommentStart, placed: PlacedText): AcknowledgedLines {
  let { line } = placed.lineAt(index);
  while (placed.lineText(line).trimStart().startsWith(marker)) line += 1;
  return { first: line, last: line };
}

/** The same with the lines that go on in them, and those that they go on in. */
function commandOf({ first, last }: AcknowledgedLines, program: PlacedText): AcknowledgedLines {
  const goesOn = (line: number): boolean => /(?<!\\)(?:\\\\)*\\$/.test(program.lineText(line));
  let [start, end] = [first, last];
  while (goesOn(start - 1)) start -= 1;
  while (goesOn(end)) end += 1;
  return { first: start, last: end };
}
