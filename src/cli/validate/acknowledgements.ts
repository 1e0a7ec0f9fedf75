import type { Acknowledgement } from '../../rules/model/document';

/** `# cdk8s-tekton: acknowledge <rule> <reason>`, at the end of a line or on a line of its own. */
const COMMENT = /^(.*?)#\s*cdk8s-tekton:\s*acknowledge(-object)?\s+([\w./-]+)\s*(.*?)\s*$/;

interface Comment {
  /** The line that it speaks of. */
  readonly line: number;
  /** The line that it stands on. */
  readonly ownLine: number;
  readonly ruleId: string;
  readonly reason: string;
  /** For the whole object. */
  readonly whole: boolean;
}

/** The acknowledgements in the comments of a text, by line. */
export function readAcknowledgements(file: string, text: string): { within(first: number, last: number): Acknowledgement[] } {
  // Most files have none, and need not be taken apart.
  const comments = text.includes('cdk8s-tekton:') ? text.split('\n').flatMap(commentOf) : [];
  return {
    within: (first, last) => comments.filter(({ line }) => line >= first - 1 && line <= last).map(({ whole, line, ownLine, ruleId, reason }) =>
      ({ ruleId, reason, place: { file, line: ownLine, column: 1 }, ...!whole && { line } })),
  };
}

/** A comment on a line of its own speaks of the next one. */
function commentOf(line: string, index: number): Comment[] {
  const match = COMMENT.exec(line);
  if (!match) return [];
  const [, before, object, ruleId, reason] = match;
  return [{ ownLine: index + 1, line: index + (before.trim() === '' ? 2 : 1), ruleId, reason, whole: object !== undefined }];
}
