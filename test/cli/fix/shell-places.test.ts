import { scriptPlaces } from '../../../src/cli/fix/shell-places';

/** A script with the places that may become variables marked. */
function marked(script: string): string {
  let text = script;
  for (const { start, end, reason } of scriptPlaces(script).reverse()) {
    if (reason === undefined) text = `${text.slice(0, start)}«${text.slice(start + 2, end - 1)}»${text.slice(end)}`;
  }
  return text.replaceAll(/params\.?/g, '');
}

const reasons = (script: string): (string | undefined)[] => scriptPlaces(script).map(({ reason }) => reason);

test.each([
  ['an argument', 'git checkout $(params.a)', 'git checkout «a»'],
  ['a part of an argument', 'docker push $(params.r)/app:$(params.t)', 'docker push «r»/app:«t»'],
  ['between double quotes', 'echo "v $(params.a)!"', 'echo "v «a»!"'],
  ['an assignment', 'V=$(params.a)\nW="x$(params.b)"\necho "$V" "${W%/}"', 'V=«a»\nW="x«b»"\necho "$V" "${W%/}"'],
  ['a list', 'A=($(params.a) "$(params.b)")\nrm "${A[@]}" "${#A[@]}"', 'A=(«a» "«b»")\nrm "${A[@]}" "${#A[@]}"'],
  ['behind a condition', 'if [ "$(params.a)" = x ]; then echo $(params.b); fi', 'if [ "«a»" = x ]; then echo «b»; fi'],
  ['a comparison of bash', '[[ $(params.a) == x* && -n $(params.b) ]]', '[[ «a» == x* && -n «b» ]]'],
  ['in a loop', 'for i in $(params.a); do\n  echo "$i" $(params.b)\ndone', 'for i in «a»; do\n  echo "$i" «b»\ndone'],
  ['what case looks at', 'case $(params.a) in\n  x|"$(params.b)") echo $(params.c) ;;\nesac', 'case «a» in\n  x|"«b»") echo «c» ;;\nesac'],
  ['within a substitution', 'V="$(cat $(params.a) | head -n "$(params.b)")"', 'V="$(cat «a» | head -n "«b»")"'],
  ['in a subshell', '(cd $(params.a) && ls)', '(cd «a» && ls)'],
  ['the target of a redirection', 'date > $(params.a) 2>&1', 'date > «a» 2>&1'],
  ['behind a continued line', 'curl \\\n  -o $(params.a)', 'curl \\\n  -o «a»'],
  ['a comment', 'ls # of $(params.a)\nif x; then # $(params.b)\n  y\nfi', 'ls # of «a»\nif x; then # «b»\n  y\nfi'],
  ['what stands in for another', 'echo "${X:-$(params.a)}"', 'echo "${X:-«a»}"'],
  ['a here-document', 'cat <<EOF\n"$(params.a)"\nEOF\necho $(params.b)', 'cat <<EOF\n"«a»"\nEOF\necho «b»'],
  ['two here-documents with tabs', 'cat <<-A - <<B\n\t$(params.a)\n\tA\n$(params.b)\nB\n', 'cat <<-A - <<B\n\t«a»\n\tA\n«b»\nB\n'],
  ['keys, elements and names in brackets', 'echo $(params.o.key) $(params.l[0]) $(params["a.b"])', 'echo «o.key» «l[0]» «["a.b"]»'],
  ['what is read', 'IFS=, read -ra ALL <<< "$(params.a)"\necho "${ALL[0]}"', 'IFS=, read -ra ALL <<< "«a»"\necho "${ALL[0]}"'],
  ['a pipe to what takes data', 'echo "$(params.a)" | tr a b | tee /dev/stderr | while read -r x; do echo "$x"; done', 'echo "«a»" | tr a b | tee /dev/stderr | while read -r x; do echo "$x"; done'],
  ['a result', 'printf "%s" "$(params.a)" | tee $(results.x.path) > "$(step.results.y.path)"', 'printf "%s" "«a»" | tee $(results.x.path) > "$(step.results.y.path)"'],
  ['standard error', 'echo "$(params.a)" >&2\necho "$(params.b)" 2>/dev/null', 'echo "«a»" >&2\necho "«b»" 2>/dev/null'],
  ['a command beside a function that wraps it', 'git() { command git "$@"; }\ncommand git add "$(params.a)"', 'git() { command git "$@"; }\ncommand git add "«a»"'],
  ['what a pattern is looked for in', '[[ "$(params.a)" =~ ^v(.*) ]] && echo "${BASH_REMATCH[1]}"', '[[ "«a»" =~ ^v(.*) ]] && echo "${BASH_REMATCH[1]}"'],
  ['a function of the script', 'log() { local text="$1"; echo "$text" >&2; }\nlog "$(params.a)"', 'log() { local text="$1"; echo "$text" >&2; }\nlog "«a»"'],
  ['what a trap says later', "V=$(params.a)\ntrap 'rm -rf \"$V\"' EXIT", "V=«a»\ntrap 'rm -rf \"$V\"' EXIT"],
  ['files and variables of jq, sed and awk', 'jq --arg v "$(params.a)" \'.x = $v\' "$(params.b)"\nsed -i s/a/b/ $(params.c)\nawk -v x="$(params.d)" \'{ print x }\'', 'jq --arg v "«a»" \'.x = $v\' "«b»"\nsed -i s/a/b/ «c»\nawk -v x="«d»" \'{ print x }\''],
  ['behind programs that name another one', 'sudo timeout 10 curl "$(params.a)"\nexec /usr/bin/git -C "$(params.b)" pull', 'sudo timeout 10 curl "«a»"\nexec /usr/bin/git -C "«b»" pull'],
  ['a password that is read', 'echo "$(params.a)" | docker login --password-stdin', 'echo "«a»" | docker login --password-stdin'],
])('%s is data', (_, script, expected) => {
  expect(marked(script)).toBe(expected);
});

const DOC = '<<EOF\n$(params.a)\nEOF\n';

test.each([
  // The shell runs it.
  ['the name of a program', '$(params.a) build'],
  ['a part of the name of a program', '"$(params.a)/bin/x" build'],
  ['the name of a program behind a keyword', 'if true; then $(params.a); fi'],
  ['the name of a program behind an assignment', 'A=1 $(params.a) x'],
  ['the name of a program behind a redirection', '> out $(params.a)'],
  ['what exec runs', 'exec $(params.a)'],
  ['what timeout runs', 'timeout 10 $(params.a)'],
  ['what sudo runs', 'sudo $(params.a)'],
  ['what env runs', 'env $(params.a)'],
  ['eval', 'eval "$(params.a)"'],
  ['eval behind another word', 'eval echo "$(params.a)"'],
  ['trap', 'trap "rm -rf $(params.a)" EXIT'],
  ['an alias', 'alias x="echo $(params.a)"'],
  ['any command beside aliases', 'alias echo=eval\necho "$(params.a)"'],
  ['a coprocess', 'coproc echo "$(params.a)"'],
  ['a prompt', 'PS4="$(params.a)"\nset -x'],
  ['what bash runs at each prompt', 'PROMPT_COMMAND="$(params.a)"'],
  ['where programs are found', 'PATH="$(params.a):$PATH"'],
  ['a variable of another program', 'GIT_SSH_COMMAND="$(params.a)" git fetch'],
  ['a variable that is exported', 'export GIT_SSH_COMMAND="$(params.a)"'],
  ['a variable that is exported later', 'V="$(params.a)"\nexport V'],
  ['what is unset', 'unset "$(params.a)"'],
  ['what a substitution gives to unset', 'unset $(env | grep "$(params.a)" | cut -d= -f1)'],
  ['source', '. "$(params.a)"'],
  // bash calculates, and runs what stands in an index.
  ['arithmetic', 'echo $(( $(params.a) + 1 ))'],
  ['an arithmetic command', '(( $(params.a) > 1 ))'],
  ['arithmetic by a name', 'V="$(params.a)"\necho $((V + 1))'],
  ['a loop that counts', 'V="$(params.a)"\nfor ((i = 0; i < V; i++)); do :; done'],
  ['let', 'let "x=$(params.a)"'],
  ['declare', 'declare -i x="$(params.a)"'],
  ['a number that is declared before', 'declare -i x\nx="$(params.a)"'],
  ['local with options', 'f() { local -n x="$(params.a)"; }'],
  ['an index', 'x[$(params.a)]=1'],
  ['an index that is read', 'V=$(params.a)\necho "${x[$V]}" "${x[V]}"'],
  ['a slice', 'V=$(params.a)\necho "${x:V:1}"'],
  ['a name in a variable', 'V=$(params.a)\necho "${!V}"'],
  ['what is expanded as a prompt', 'V="$(params.a)"\necho "${V@P}"'],
  ['a comparison in which bash calculates', '[[ $(params.a) -gt 3 ]]'],
  ['whether a variable is set', '[[ -v $(params.a) ]]'],
  ['whether a variable is set, by [', '[ -v "$(params.a)" ]'],
  ['an operator of [', '[ $(params.a) = x ]'],
  ['an operand of [ behind one that may be an operator', 'V=-v\n[ "$V" "$(params.a)" ]'],
  ['printf -v', 'printf -v "$(params.a)" x'],
  ['a format that may be an option', 'printf "$(params.a)" x'],
  ['what read sets', 'read -r "$(params.a)" < f'],
  // No variable is expanded there.
  ['single quotes', "echo 'a $(params.a)'"],
  ['single quotes of ANSI', "echo $'a $(params.a)'"],
  ['text that is translated', 'echo $"$(params.a)"'],
  ['backticks', 'echo `cat $(params.a)` "`cat $(params.a)`"'],
  ['behind a backslash', 'echo "\\$(params.a)" "$$(params.a)"'],
  ['a quoted here-document', "cat <<'EOF'\n$(params.a)\nEOF\n"],
  ['a range or a list in braces', 'for i in {1..$(params.a)}; do echo {x,$(params.b)}; done'],
  ['the name of a home directory', 'cat ~$(params.a)/f'],
  ['the name of a variable or function', 'for $(params.a) in x; do :; done'],
  ['words, where the script has separators of its own', 'IFS=,\necho $(params.a)'],
  // Another program runs it.
  ['sh -c', 'sh -c "$(params.a)"'],
  ['bash -c, as a part', 'bash -c "echo $(params.a)"'],
  ['an argument behind sh -c, which is not looked into', 'sh -c \'eval "$1"\' sh "$(params.a)"'],
  ['pwsh', 'pwsh -c "$(params.a)"'],
  ['osascript', 'osascript -e "$(params.a)"'],
  ['python', 'python3 -c "print($(params.a))"'],
  ['node', 'node -e "$(params.a)"'],
  ['perl', 'perl -e "$(params.a)"'],
  ['awk', 'awk "{ print $(params.a) }"'],
  ['a variable of awk that awk runs', 'awk -v x="$(params.a)" \'BEGIN { system(x) }\''],
  ['sed', 'sed "s/x/$(params.a)/e" f'],
  ['a second program of sed', 'sed -e s/a/b/ -e "s/x/$(params.a)/" f'],
  ['jq', 'jq ".a = \\"$(params.a)\\""'],
  ['a filter of jq behind its variables', 'jq --arg a b "$(params.a)"'],
  ['yq', 'yq -i ".a = \\"$(params.a)\\"" f'],
  ['mysql', 'mysql -e "$(params.a)"'],
  ['psql', 'psql -c "$(params.a)"'],
  ['ssh', 'ssh host "$(params.a)"'],
  ['watch', 'watch "$(params.a)"'],
  ['tmux', 'tmux new "$(params.a)"'],
  ['screen', 'screen -dm "$(params.a)"'],
  ['xargs', 'ls | xargs sh -c "$(params.a)"'],
  ['find -exec', 'find . -exec sh -c "$(params.a)" \\;'],
  ['words of find', 'find $(params.a) -name x'],
  ['git rebase', 'git rebase --exec "$(params.a)" main'],
  ['git bisect', 'git bisect run $(params.a)'],
  ['a setting of git', 'git -c "$(params.a)" fetch'],
  ['a setting of git that stays', 'git config alias.x "$(params.a)"'],
  ['an option of git that names a program', 'git fetch --upload-pack "$(params.a)" origin'],
  ['a subcommand', 'git "$(params.a)" x'],
  ['make', 'make VAR="$(params.a)"'],
  ['docker run', 'docker run x sh -c "$(params.a)"'],
  ['kubectl exec', 'kubectl exec pod -- sh -c "$(params.a)"'],
  ['kubectl patch', 'kubectl patch deployment x -p "$(params.a)"'],
  ['tar', 'tar xf f --to-command="$(params.a)"'],
  ['a program that nobody knows', './tool "$(params.a)"'],
  // What is printed goes there.
  ['what a shell reads from a pipe', 'echo "$(params.a)" \\\n | sh'],
  ['what a shell reads at the end of a pipe', 'echo "$(params.a)" | tr a b | bash -s'],
  ['a group in front of a shell', '{ date; echo "$(params.a)"; } | sh'],
  ['a loop that runs what it reads', 'echo "$(params.a)" | while read -r x; do $x; done'],
  ['a here-document for another interpreter', `python3 - ${DOC}`],
  ['a here-document for a file', `cat > run.sh ${DOC}`],
  ['a here-document for tee', `tee run.sh ${DOC}`],
  ['a here-document for a cluster', `kubectl apply -f - ${DOC}`],
  ['a line for a file', 'echo "X=$(params.a)" >> env'],
  ['a file by a group', '{ echo "$(params.a)"; } > x'],
  ['a file by exec', 'exec > run.sh\necho "$(params.a)"'],
  ['the names of files for a shell', 'sh < "$(params.a)"'],
  ['what a substitution runs', '$(echo "$(params.a)")'],
  ['what a substitution gives to eval', 'eval "$(echo "$(params.a)")"'],
  ['a file that a process stands for', 'bash <(echo "$(params.a)")'],
  ['a process behind a redirection', 'echo "$(params.a)" > >(sh)'],
  ['what a function prints', 'f() { echo "$1"; }\neval "$(f "$(params.a)")"'],
  ['what a function runs', 'f() { $1; }\nf "$(params.a)"'],
  ['what a function runs by all of its arguments', 'f() { for x; do $x; done; }\nf "$(params.a)"'],
  ['a function with the name of a command', 'echo() { eval "$@"; }\necho "$(params.a)"'],
  ['arguments that are set', 'set -- "$(params.a)"\n"$@"'],
  ['arguments that getopts takes apart', 'set -- -a "$(params.a)"\nwhile getopts a: o; do $OPTARG; done'],
  ['a variable that names a program', 'V="$(params.a)"\n$V x'],
  ['a variable that another statement runs', 'V="git clone $(params.a)"\neval "$V"'],
  ['a variable of a variable', 'V="$(params.a)"\nW="x $V"\nsh -c "$W"'],
  ['variables that name each other', 'V="$(params.a)$W"\nW="$V"\nsh -c "$W"'],
  ['a variable in what a trap says later', 'V="$(params.a)"\ntrap \'eval "$V"\' EXIT'],
  ['a variable beside what is read', 'V="$(params.a)"\n. ./functions'],
  ['a variable that is read from it', 'read -r V <<< "$(params.a)"\nsh -c "$V"'],
  ['an element of a list', 'V=(git "$(params.a)")\nsh -c "${V[1]}"'],
  ['a loop over it', 'for V in $(params.a); do sh -c "$V"; done'],
  ['what stands in for another, and stays', ': "${V:=$(params.a)}"\nsh -c "$V"'],
  ['a part that a pattern finds', '[[ "$(params.a)" =~ .* ]] && $BASH_REMATCH'],
  ['a result that is run', 'echo "$(params.a)" > $(results.x.path)\nsh "$(results.x.path)"'],
  ['errors in a file', '{ echo "$(params.a)" >&2; } 2> run.sh\nsh run.sh'],
  ['text in a file', 'echo "$(params.a)" > x.txt'],
  ['a function that hands on to the command of its name', 'sh() { command sh "$@"; }\nsh -c "$(params.a)"'],
  ['a file with a program of awk', 'echo "$(params.a)" | awk -f program'],
  ['the program that tar compresses by', 'tar -cI "$(params.a)" -f a.tar dir'],
  ['the same in the old style', 'tar cIf "$(params.a)" a.tar dir'],
  ['a setting of wget', 'wget -qe "$(params.a)" https://example.com'],
  ['what awk writes to a file', 'printf \'%s\\n\' "$(params.a)" | awk \'{ print > "run.sh" }\''],
  ['what sort writes to a file', 'echo "$(params.a)" | sort -o run.sh'],
  ['what uniq writes to a file', 'echo "$(params.a)" | uniq - run.sh'],
  // Nobody can follow it.
  ['any command beside names of programs', 'hash -p /bin/sh cat\necho "$(params.a)" | cat'],
  ['any command beside aliases by an array', 'BASH_ALIASES[echo]=eval\necho "$(params.a)"'],
  ['the last word of the command before', 'echo "$(params.a)"\n$_'],
  ['variables that are exported all at once', 'set -a\nV="$(params.a)"'],
  ['arithmetic in a here-document', 'cat <<EOF\n$((1 + $(params.a)))\nEOF\n'],
  ['a script whose quotes have no end', 'echo "$(params.a)\n'],
  ['a script whose here-document has no end', 'cat <<EOF\n$(params.a)\n'],
  ['a script for ksh, which calculates in more places', '#!/bin/ksh\necho $(params.a)'],
  ['a script for zsh, which does not split words', '#!/bin/zsh\necho $(params.a)'],
  ['a program of another language', '#!/usr/bin/env python3\nprint("$(params.a)")'],
])('%s is kept, with a reason', (_, script) => {
  expect(reasons(script).filter((reason) => reason !== undefined)).toEqual(scriptPlaces(script).map(() => expect.any(String) as string));
  expect(scriptPlaces(script).length).toBeGreaterThan(0);
});

test('whole arrays, results and contexts are not looked at', () => {
  expect(scriptPlaces('echo $(params.a[*]) $(tasks.a.results.b) $(context.taskRun.name)')).toEqual([]);
});

test('a variable that is in the environment goes on to other programs', () => {
  const script = 'GIT_SSH_COMMAND="$(params.a)"; git fetch';
  expect(scriptPlaces(script, ['GIT_SSH_COMMAND'])).toEqual([expect.objectContaining({ reason: 'as $GIT_SSH_COMMAND it goes into the environment of other programs' })]);
  expect(scriptPlaces(script, ['OTHER'])).toEqual([expect.objectContaining({ reason: undefined })]);
});

test('the reason says what runs it, on which way, and what to do', () => {
  expect(reasons('CMD="$(params.a)"\neval "$CMD"')).toEqual([expect.stringContaining('eval')]);
  expect(reasons('sh -c "echo $(params.a)"')).toEqual(["'sh' takes it for a program: hand it over behind the program: sh -c 'echo \"$1\"' sh \"$VALUE\""]);
  expect(reasons('CMD="$(params.a)"\nsh -c "$CMD"')).toEqual([expect.stringMatching(/^as \$CMD 'sh' takes it for a program/)]);
  expect(reasons('./tool "$(params.a)"')).toEqual(["'./tool' is not known to take it as data"]);
});

test('what a builtin would split in some shells needs quotes', () => {
  const quoted = (script: string): (boolean | undefined)[] => scriptPlaces(script).map(({ needsQuotes }) => needsQuotes);
  expect(quoted('f() { local x=$(params.a) y="$(params.b)"; z=$(params.c); }')).toEqual([true, false, false]);
});
