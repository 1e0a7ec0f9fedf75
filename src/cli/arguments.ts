import { parseArgs, type ParseArgsConfig } from 'node:util';
import { suggestion } from '../private/suggestion';
import { UsageError } from './command';

type Options = NonNullable<ParseArgsConfig['options']>;
type Arguments<O extends Options> = ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: O }>>;

/**
 * Reads arguments: options anywhere, `--` ends them.
 *
 * @param help where the options are described, for the message
 * @throws UsageError for an option that is not known, and for an empty text: a path that is none would be the current directory
 */
export function readArguments<const O extends Options>(args: readonly string[], options: O, help: string): Arguments<O> {
  const found = parse(args, options, help);
  const empty = Object.entries(found.values).find(([, value]) => [value].flat().includes(''))?.[0];
  if (empty !== undefined) throw new UsageError(`--${empty} is empty, give it a value or leave it out`);
  if (found.positionals.includes('')) throw new UsageError(`an argument is empty, check the variable that it comes from; '${help} --help' tells what is expected`);
  return found;
}

function parse<const O extends Options>(args: readonly string[], options: O, help: string): Arguments<O> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    // The first of its sentences: the others tell how to write what begins with a dash.
    const [message] = (error as Error).message.split(/\.\s/);
    const ambiguous = /^Option '(?:-\w, )?(--[^ ']+).*' argument is ambiguous/.exec(message)?.[1];
    if (ambiguous !== undefined) throw new UsageError(`what follows ${ambiguous} begins with a dash: write ${ambiguous}=<value>, or the value that is missing`);
    const unknown = /^Unknown option '--([^']+)'/.exec(message)?.[1];
    const hint = unknown === undefined ? '' : suggestion(`--${unknown}`, Object.keys(options).map((name) => `--${name}`));
    throw new UsageError(`${message.charAt(0).toLowerCase()}${message.slice(1)}${hint.endsWith('?') ? hint : ';'} '${help} --help' lists the options`);
  }
}
