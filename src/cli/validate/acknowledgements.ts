import { nearest, suggestion } from '../../private/suggestion';
import type { Acknowledgement } from '../../rules/model/document';

/** `# cdk8s-tekton: acknowledge <rule> <reason>`, at the end of a line or on a line of its own; the rest may be missing. */
const COMMENT = /^(.*?)#\s*cdk8s-tekton(:?)\s+([\w-]+)(?:\s+([\w./-]+))?\s*(.*?)\s*$/;

const WHOLE = 'acknowledge-object';
const WORDS = ['acknowledge', WHOLE];

interface Comment {
  /** The line that it speaks of. */
  readonly line: number;
  /** The line that it stands on. */
  readonly ownLine: number;
  readonly ruleId: string;
  readonly reason: string;
  /** For the whole object. */
  readonly whole: boolean;
  /** Why it accepts nothing. */
  readonly problem?: string;
}

/** Tells whether a text may have acknowledgements in its comments: most have none, and need not be taken apart. */
export function mayAcknowledge(text: string): boolean {
  return /#\s*cdk8s-tekton\b/.test(text);
}

/** The acknowledgements in the comments of a text, by line. */
export function readAcknowledgements(file: string, text: string): { within(first: number, last: number): Acknowledgement[] } {
  const comments = mayAcknowledge(text) ? text.split('\n').flatMap(commentOf) : [];
  return {
    within: (first, last) => comments.filter(({ line }) => line >= first - 1 && line <= last).map(({ whole, line, ownLine, ...rest }) =>
      ({ ...rest, place: { file, line: ownLine, column: 1 }, ...!whole && { line } })),
  };
}

/** A comment on a line of its own speaks of the next one. */
function commentOf(line: string, index: number): Comment[] {
  const match = COMMENT.exec(line);
  if (!match) return [];
  const [, before, colon, word, ruleId = '', reason] = match;
  // Others write about this program, too.
  if (colon === '' && nearest(word, WORDS) === undefined) return [];
  const problem = problemOf(colon, word, ruleId);
  return [{ ownLine: index + 1, line: index + (before.trim() === '' ? 2 : 1), ruleId, reason, whole: word === WHOLE, problem }];
}

function problemOf(colon: string, word: string, ruleId: string): string | undefined {
  if (!WORDS.includes(word)) return `the comment says '${word}'${suggestion(word, WORDS)}`;
  if (colon === '') return "the comment has no ':' behind cdk8s-tekton";
  return ruleId === '' ? 'the comment names no rule' : undefined;
}
