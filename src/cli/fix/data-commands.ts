import type { Word } from 'unbash';
import { literalOf, literalStart } from './shell-words';

/** A word behind the name of a command, in which a value stands. */
export interface Argument {
  /** All words behind the name. */
  readonly words: readonly Word[];
  readonly index: number;
  /** Outside of quotes the shell makes several words of a value with blanks. */
  readonly isQuoted: boolean;
}

type Check = (argument: Argument) => string | undefined;

/** A command that takes what it is given for data: it runs none of it, and knows no way to. */
export interface DataCommand {
  /** Unset: what it prints may have in it what it was given, or read. */
  readonly isSilent?: boolean;
  /** Why a value is more than data at a place. Unset: it is data everywhere. */
  readonly refuses?: Check;
  /** Why what it reads is more than data. Unset: it is data. */
  readonly refusesInput?: (words: readonly Word[]) => string | undefined;
}

/** Commands by name. */
export type DataCommands = ReadonlyMap<string, DataCommand>;

/** Options that are followed by words of their own: by how many. */
interface Valued { readonly [option: string]: number }

const PRINTING = 'echo cat tee basename dirname realpath readlink mktemp tr cut head tail wc rev tac nl fold paste column base64 cksum md5sum '
  + 'sha1sum sha224sum sha256sum sha384sum sha512sum grep egrep fgrep seq date ls stat du df diff cmp file';
const SILENT = 'cd pushd popd mkdir rmdir rm cp mv touch chmod chown chgrp ln exit return sleep true false : gzip gunzip unzip truncate shift';

const GIT = 'add branch cat-file checkout clone commit config describe diff fetch init log ls-files ls-remote merge merge-base mv pull push remote reset '
  + 'rev-list rev-parse rm show status switch tag';
const KUBECTL = 'annotate delete describe get label logs rollout scale wait project';
const HELM = 'dependency history install lint list pull repo rollback show status template uninstall upgrade';
const IMAGES = 'bud build copy delete images inspect list-tags login logout manifest pull push rmi save sync tag';

const WRITTEN = 'it may be written to a file, which may be run';

/** Of jq, sed and awk: what comes next is a program, or a file with one. */
const PROGRAM_OPTION = /^(?:-[A-Za-z]*[ef]$|--(?:expression|file|from-file|source))/;

/** Where git, kubectl and their kin may have options before the subcommand. */
const BEFORE_SUBCOMMAND: Valued = { '-C': 1, '-n': 1, '--namespace': 1, '--context': 1, '--storage-driver': 1 };

/**
 * The commands whose arguments and input are known to be data, by their manuals, and where they are not.
 *
 * What is not here stays unproved. A value that begins with a dash is not looked at: `git clone "$URL"` is here, though there
 * are options of git that name a program.
 */
export const DATA_COMMANDS: DataCommands = new Map<string, DataCommand>([
  ...PRINTING.split(' ').map((name): [string, DataCommand] => [name, {}]),
  ...SILENT.split(' ').map((name): [string, DataCommand] => [name, { isSilent: true }]),
  ['printf', { refuses: formatOfPrintf }],
  ['test', { isSilent: true, refuses: operatorOfTest }],
  ['[', { isSilent: true, refuses: operatorOfTest }],
  ['read', { isSilent: true, refuses: notAtAll('it names a variable, and bash calculates in an index') }],
  ['sort', { refuses: noProgram(/^--compress-prog/), refusesInput: (words) => (words.some((word) => /^-(?:[A-Za-z]*o|-o)/.test(literalStart(word))) ? WRITTEN : undefined) }],
  ['uniq', { refusesInput: (words) => (words.length > 1 ? WRITTEN : undefined) }],
  ['find', { refuses: all(oneWord, behind(/^-(?:exec|execdir|ok|okdir)$/)) }],
  ['tar', { isSilent: true, refuses: all(oneWord, noProgram(/^(?:-I|-F|-?[A-Za-z]*[IF][A-Za-z]*$|--(?:to-command|checkpoint-action|use-comp|info-script|new-vol|rsh-comm|rmt-comm))/)) }],
  ['curl', { refuses: noProgram(/^(?:-K|--config)/) }],
  ['wget', { refuses: noProgram(/^(?:-[A-Za-z]*e$|-e|--execute|--config|--use-askpass)/) }],
  ['jq', { refuses: all(noProgram(PROGRAM_OPTION), behindProgram({ '--arg': 2, '--argjson': 2, '--rawfile': 2, '--slurpfile': 2 }, { '--indent': 1 })) }],
  ['sed', { refuses: all(noProgram(PROGRAM_OPTION), behindProgram({}, { '-l': 1 })), refusesInput: (words) => onlyWith(words, REPLACEMENT) }],
  ['awk', { refuses: all(noProgram(PROGRAM_OPTION), behindProgram({ '-v': 1, '-F': 1 }, {}), ({ words }) => runsNothing(words)), refusesInput: runsNothing }],
  ['git', { refuses: all(subcommands(GIT), gitSetting, noProgram(/^(?:-c|-u|--config|--exec|--ext-diff|--receive-pack|--template|--upload-pack)/)), refusesInput: notAtAll('git may take it for a patch or a script') }],
  ['/ko-app/git-init', {}],
  ['helm', { refuses: all(subcommands(HELM), noProgram(/^--post-renderer/)), refusesInput: notAtAll('it may be a chart') }],
  ...['kubectl', 'oc'].map((name): [string, DataCommand] => [name, { refuses: subcommands(KUBECTL), refusesInput: notAtAll('it may be a manifest') }]),
  ...['docker', 'podman', 'buildah', 'skopeo'].map((name): [string, DataCommand] => [name, {
    refuses: all(subcommands(IMAGES), noProgram(/^--(?:hooks-dir|runtime)/)),
    refusesInput: (words) => (words.some((word) => literalOf(word) === '--password-stdin') ? undefined : 'it may be a Dockerfile'),
  }]),
]);

/** Programs for which there is a better way, and which: to be done by hand. */
export const BETTER_WAYS: ReadonlyMap<string, string> = new Map([
  ...['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh'].map((name): [string, string] => [name, `hand it over behind the program: ${name} -c 'echo "$1"' ${name} "$VALUE"`]),
  ['eval', 'do without eval: a command and its arguments can be an array'],
  ['awk', 'hand it over by -v value="$VALUE", and write value in the program'],
  ['jq', 'hand it over by --arg value "$VALUE", and write $value in the filter'],
  ['yq', 'hand it over by env, and write strenv(VALUE) in the expression'],
  ['sed', 'no quoting is safe in a program of sed: use ${text//from/"$VALUE"} of bash, or another tool'],
  ...['python', 'python3'].map((name): [string, string] => [name, 'hand it over by env, and read os.environ["VALUE"] in the program']),
  ['node', 'hand it over by env, and read process.env.VALUE in the program'],
  ['perl', 'hand it over by env, and read $ENV{VALUE} in the program'],
  ['ssh', 'the shell at the other end reads it again: send it by standard input'],
  ['psql', "hand it over by -v value=\"$VALUE\", and write :'value' in the statement"],
  ['xargs', "hand it over behind the program: xargs sh -c '...' sh"],
]);

/** What the shell does itself with words, and programs whose arguments are another program. */
const RUNNING = '. source alias builtin busybox chroot command csh declare doas env exec export fish flock gawk getopts hash let local make mapfile mawk nice nohup '
  + 'parallel php pwsh readonly runuser set setsid stdbuf su sudo time timeout trap typeset unset watch';

/** Those with a version in their names. */
const INTERPRETER = /^(?:python|ruby|perl|lua|node|php)[\d.]*$/;

const KNOWN: ReadonlySet<string> = new Set([...DATA_COMMANDS.keys(), ...BETTER_WAYS.keys(), ...RUNNING.split(' ')]);

/** The name of a program, where it lies in one of the system's directories: `/usr/bin/env` is `env`. */
export function withoutDirectory(program: string): string {
  return program.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '');
}

/** Why nobody can say of a command that it takes all for data; undefined where a team may. */
export function ownCommandProblem(program: string): string | undefined {
  const name = withoutDirectory(program);
  if (KNOWN.has(name) || INTERPRETER.test(name)) return `expected programs of your own: it is known what '${name}' does with its arguments`;
  return /^[\w./+@][\w./+@-]*$/.test(name) ? undefined : 'expected the name of a program as scripts call it, without arguments';
}

/** These commands, and a team's own: programs that take all they are given, and read, for data. */
export function withOwnCommands(names: readonly string[]): DataCommands {
  return new Map([...names.map((name): [string, DataCommand] => [withoutDirectory(name), {}]), ...DATA_COMMANDS]);
}

/** The program of sed that replaces text and does nothing else: with the flag e it would run what comes out. */
const REPLACEMENT = /^(?:-[nEr]|-[nEr]?e|s([^\w\s\\])(?:\\.|(?!\1)[^\\\n])*\1(?:\\.|(?!\1)[^\\\n])*\1[gIip\d]*;?\s*)$/;

function all(...checks: readonly Check[]): Check {
  return (argument) => checks.map((check) => check(argument)).find((reason) => reason !== undefined);
}

function notAtAll(reason: string): () => string {
  return () => reason;
}

function oneWord({ isQuoted }: Argument): string | undefined {
  return isQuoted ? undefined : 'outside of double quotes it may become several words, options that run a program among them: put it into double quotes';
}

/** Whether an option that names a program takes the value. */
function noProgram(options: RegExp): Check {
  return ({ words, index }) => {
    const taking = [words[index], words[index - 1]].map((word) => (word ? literalStart(word) : '')).find((text) => options.test(text));
    return taking === undefined ? undefined : `'${taking}' takes it for a program`;
  };
}

function behind(options: RegExp): Check {
  return ({ words, index }) => {
    const found = words.slice(0, index).map(literalOf).find((text) => text !== undefined && options.test(text));
    return found === undefined ? undefined : `it belongs to the program that '${found}' runs`;
  };
}

function subcommands(names: string): Check {
  const known = new Set(names.split(' '));
  return ({ words, index }) => {
    // `buildah $FLAGS build`: what is put together may be no word at all.
    const at = words.findIndex((word, each) => literalStart(word) !== '' && isOperand(roleOf(words, each, BEFORE_SUBCOMMAND)));
    if (at < 0 || index <= at) {
      const isData = [words[index], words[index - 1]].some((word) => word && literalStart(word).replace(/=.*/, '') in BEFORE_SUBCOMMAND);
      return isData ? undefined : 'it stands where the subcommand is chosen';
    }
    const name = literalOf(words[at]);
    return name !== undefined && known.has(name) ? undefined : `'${words[at].text}' is no subcommand that is known to take it as data`;
  };
}

/** Settings of git may be commands. */
function gitSetting({ words, index }: Argument): string | undefined {
  const texts = words.map(literalOf);
  const at = texts.indexOf('config');
  const isText = texts.some((text, each) => at < each && each < index && /^(?:user\.\w+|safe\.directory|init\.defaultBranch|http\.\w*(?:proxy|sslverify))$/i.test(text ?? ''));
  return at < 0 || index < at || isText ? undefined : 'settings of git may be commands';
}

/** What a word is to its command: the value of an option (or the option itself), or which operand, from 0. */
function roleOf(words: readonly Word[], index: number, valued: Valued): { readonly option: string } | { readonly operand: number } {
  let operand = 0;
  for (let at = 0; at < index; at += 1) {
    const option = literalStart(words[at]);
    if (!/^-./.test(option)) operand += 1;
    at += valued[option] ?? 0;
    if (at >= index) return { option };
  }
  const own = literalStart(words[index]);
  return /^-./.test(own) ? { option: own } : { operand };
}

/** Of a tool whose first operand is a program: the value stands behind that, or an option takes it for data. */
function behindProgram(data: Valued, others: Valued): Check {
  const valued = { ...data, ...others };
  return ({ words, index }) => {
    const role = roleOf(words, index, valued);
    if ('option' in role) return role.option in data ? undefined : `it stands in the option '${role.option}'`;
    const program = words.find((_, at) => at < index && isOperand(roleOf(words, at, valued)));
    return program && literalOf(program) !== undefined ? undefined : 'it is a part of the program';
  };
}

function isOperand(role: ReturnType<typeof roleOf>): boolean {
  return 'operand' in role;
}

/** Whether all words are of a kind that runs nothing. */
function onlyWith(words: readonly Word[], kind: RegExp): string | undefined {
  const other = words.find((word) => !kind.test(literalOf(word) ?? '\n'));
  return other && `'${other.text}' is no program that is known to take what it reads as data`;
}

/** A program of awk runs others by `system`, by `|` in both directions, and by way of files that it writes. */
function runsNothing(words: readonly Word[]): string | undefined {
  const isFile = words.some((word) => /^(?:-[fEil]|--(?:file|exec|include|load))/.test(literalStart(word)));
  const program = isFile ? undefined : words.find((_, at) => isOperand(roleOf(words, at, { '-v': 1, '-F': 1 })));
  return program && /^(?!.*(?:[|>]|system|getline))/s.test(literalOf(program) ?? '|') ? undefined : 'the program of awk is not written out, runs others or writes files';
}

/** With `-v` in the place of the format bash assigns, and runs what stands in an index. */
function formatOfPrintf({ words: [format] }: Argument): string | undefined {
  return /^(?!-)./s.test(literalStart(format)) ? undefined : 'the format of printf must be written out: printf \'%s\' "$VALUE"';
}

/** Its `-v` runs what stands in an index, so that no value may be an operator. */
function operatorOfTest({ words, index, isQuoted }: Argument): string | undefined {
  const before = index === 0 ? '' : literalOf(words[index - 1]);
  if (!isQuoted) return 'outside of double quotes it may become an operator, and -v of bash runs what stands in an index: put it into double quotes';
  return before === undefined || /^-[vR]$/.test(before) ? `with '${words[index - 1].text}' before it, it may be a name, and bash runs what stands in an index` : undefined;
}
