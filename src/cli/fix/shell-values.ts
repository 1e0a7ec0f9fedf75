import { textsOfValue } from '../../rules/webhook/expressions';
import type { KnownValue, KnownValues, ParamOwner } from './known-values';

/** What a shell would do something with. */
const SYNTAX = /["'`$\\;&|<>(){}*?[\]#~!\n\t]/;

/** What Tekton puts values in the place of, here as in env. */
const VARIABLE = /\$\((?:params|tasks|finally|steps|results|workspaces|context)[.[][^()\n]*\)/g;

/**
 * Why a param must stay in the text of a script, though env were safer: a value that somebody gives it means something else there.
 *
 * A value that is shell itself is meant to be read by the shell: a command line, a pattern, a path with $HOME. A list or an
 * object is never put into a text as a whole.
 *
 * @param variable as in `params.flags`
 * @returns as in `run.yaml:7:20 gives it '--label "a b"', which the shell takes apart`
 */
export function reasonToStay(variable: string, owner: ParamOwner, values: KnownValues): string | undefined {
  const [, dotted, bracketed, rest] = /^params(?:\.([\w-]+)|\[["'](.+?)["']\])(.*)$/.exec(variable) ?? [];
  for (const known of values.of(owner, dotted ?? bracketed ?? '')) {
    if (rest === '' && typeof known.value !== 'string') return `${shown(known)} gives it more than one text`;
    const text = textsOfValue(known.value).find((each) => SYNTAX.test(each.replaceAll(VARIABLE, '')));
    if (text !== undefined) return `${shown(known)} gives it ${quoted(text)}, which the shell takes apart`;
  }
  return undefined;
}

function shown({ document, path }: KnownValue): string {
  const { file, line, column } = document.locator.locate(path, 'value');
  return `${file ?? document.label}:${line ?? 1}:${column ?? 1}`;
}

function quoted(text: string): string {
  const [line] = text.split('\n');
  return line.length < text.length || line.length > 60 ? `'${line.slice(0, 60)}...'` : `'${line}'`;
}
