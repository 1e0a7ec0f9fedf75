import { nearest, suggestion } from '../../private/suggestion';
import { isKnownRule } from '../../rules/known-rules';
import type { Acknowledgement } from '../../rules/model/acknowledgement';

const PROGRAM = 'cdk8s-tekton';
const WHOLE = 'acknowledge-object';
const WORDS = ['acknowledge', WHOLE];
/** What other linters say. */
const OTHER_WORDS = ['ignore', 'disable', 'suppress', 'skip', 'allow', 'accept', 'waive', 'ack', 'noqa', 'nolint'];

/** Where a comment may begin that speaks to this program, or to one that is called like it; a script in quotes has `\n` before it. */
const START = /(?:(?<!\S)|(?<=\\[nt]))(#|\/\/|--)[ \t]*(?=[\w.-]*(?:cdk|k8s|tek))[\w.-]{8,16}(?=:|\s|$)/im;

/** `# cdk8s-tekton: acknowledge <rule> <reason>`; all but the name may be missing. */
const COMMENT = /^(?:#|\/\/|--)[ \t]*([\w.-]+)[ \t]*(:?)[ \t]*([\w./-]*)[ \t]*([\w./-]*)\s*(.*?)\s*$/;

/** Tells whether a text may have acknowledgements in its comments: most have none, and need not be taken apart. */
export function mayAcknowledge(text: string): boolean {
  return START.test(text);
}

/** Where a comment begins that may be an acknowledgement. */
export interface CommentStart {
  readonly index: number;
  /** As in `#`. */
  readonly marker: string;
  /** The marker, and the name behind it. */
  readonly text: string;
  /** All of it, to the end of the line or to the next one. */
  readonly comment: string;
}

export function startsIn(text: string): CommentStart[] {
  const found = [...text.matchAll(new RegExp(START, 'gim'))];
  return found.map(({ index, 0: start, 1: marker }, at) => {
    const line = /.*/.exec(text.slice(index, found[at + 1]?.index))?.[0] ?? '';
    return { index, marker, text: start, comment: line.trimEnd() };
  });
}

/** What a comment says. */
export type Said = Pick<Acknowledgement, 'ruleId' | 'reason' | 'problem'> & { readonly isWhole: boolean };

/** What a comment says; undefined for one that only speaks of this program. */
export function acknowledgementIn(comment: string): Said | undefined {
  const [, name, colon, word, ruleId, reason] = COMMENT.exec(comment) ?? [];
  if (name === undefined || nearest(name, [PROGRAM]) === undefined || !isMeant(word, ruleId, colon === ':')) return undefined;
  return { ruleId, reason, isWhole: word === WHOLE, problem: problemOf(name, colon, word, ruleId) };
}

/** Tells whether a comment is to accept something, though it may be misspelt. */
function isMeant(word: string, rule: string, hasColon: boolean): boolean {
  if (WORDS.includes(word) || isKnownRule(word)) return true;
  const isLike = nearest(word, WORDS) !== undefined;
  return (isLike && hasColon) || ((isLike || OTHER_WORDS.includes(word)) && (rule === '' || isKnownRule(rule) || /^[\w-]+\/[\w.-]+$/.test(rule)));
}

function problemOf(name: string, colon: string, word: string, ruleId: string): string | undefined {
  if (name !== PROGRAM) return `the comment speaks to '${name}'${suggestion(name, [PROGRAM])}`;
  if (isKnownRule(word)) return `the comment does not say 'acknowledge' before '${word}'`;
  if (!WORDS.includes(word)) return `the comment says '${word}'${suggestion(word, WORDS)}`;
  if (colon === '') return `the comment has no ':' behind ${PROGRAM}`;
  return ruleId === '' ? 'the comment names no rule' : undefined;
}
