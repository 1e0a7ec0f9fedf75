import { commandLine, type ContainerView, type ProgramText } from '../model/containers';

/** A program that takes another one on its command line. */
interface Interpreter {
  readonly name: RegExp;
  /** Behind this it stands. Unset: it is the first word that is no option. */
  readonly option?: RegExp;
}

const SHELL: Interpreter = { name: /^(?:\S*\/)?(?:(?:ba|da|a|z|k)?sh|busybox|su)$/, option: /^-[A-Za-z]*c[A-Za-z]*$/ };

const INTERPRETERS: readonly Interpreter[] = [
  SHELL,
  { name: /^(?:\S*\/)?python[\d.]*$/, option: /^-[A-Za-z]*c$/ },
  { name: /^(?:\S*\/)?(?:node|nodejs|bun|perl|ruby|lua|osascript|mysql|mariadb)$/, option: /^(?:-[A-Za-z\d]*[eEp]|--eval|--print|--execute)$/ },
  { name: /^(?:\S*\/)?php$/, option: /^-r$/ },
  { name: /^(?:\S*\/)?(?:pwsh|powershell)$/, option: /^-c(?:ommand)?$/i },
  { name: /^(?:\S*\/)?psql$/, option: /^(?:-c|--command)$/ },
  { name: /^(?:\S*\/)?(?:[gm]?awk|sed|jq|yq)$/ },
];

/** The programs in a container: its script, and what stands on the command line of something that runs it. */
export function programsOf(view: ContainerView): ProgramText[] {
  return [...scriptOf(view), ...INTERPRETERS.flatMap((interpreter) => onCommandLine(view, interpreter))];
}

/** Those for a shell. A script may be for something else: only its first line tells. */
export function shellPrograms(view: ContainerView): ProgramText[] {
  return [...scriptOf(view), ...onCommandLine(view, SHELL)];
}

function scriptOf({ container: { script }, at }: ContainerView): ProgramText[] {
  return script ? [{ text: script, path: at('script') }] : [];
}

/** What comes behind the program are its arguments, and safe. */
function onCommandLine(view: ContainerView, { name, option }: Interpreter): ProgramText[] {
  const line = commandLine(view);
  const at = option ? line.findIndex(({ text }) => name.test(text)) : view.container.command && name.test(line[0]?.text ?? '') ? 0 : -1;
  const before = at < 0 || !option ? at : line.findIndex(({ text }, index) => index > at && option.test(text));
  return before < 0 ? [] : line.slice(before + 1).filter(({ text }) => !/^-./.test(text)).slice(0, 1);
}
