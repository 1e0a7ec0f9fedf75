import { shellPlaces } from '../../../src/cli/fix/shell-places';

/** A script with the safe places marked: « » between quotes, ‹ › as words. */
function marked(script: string): string {
  let text = script;
  for (const { start, end, kind } of [...shellPlaces(script)].sort((one, other) => other.start - one.start)) {
    const [open, close] = kind === 'quoted' ? '«»' : '‹›';
    text = `${text.slice(0, start)}${open}${text.slice(start + 2, end - 1)}${close}${text.slice(end)}`;
  }
  return text.replaceAll(/params\.?/g, '');
}

test.each([
  ['an argument', 'git checkout $(params.a)', 'git checkout ‹a›'],
  ['a part of an argument', 'docker push $(params.r)/app:$(params.t)', 'docker push ‹r›/app:‹t›'],
  ['between double quotes', 'echo "v $(params.a)!"', 'echo "v «a»!"'],
  ['an assignment', 'V=$(params.a)\nexport W=$(params.b) X="$(params.c)"', 'V=‹a›\nexport W=‹b› X="«c»"'],
  ['behind a condition', 'if [ $(params.a) = x ]; then echo $(params.b); fi', 'if [ ‹a› = x ]; then echo ‹b›; fi'],
  ['in a loop', 'for i in $(params.a); do\n  echo "$i" $(params.b)\ndone', 'for i in ‹a›; do\n  echo "$i" ‹b›\ndone'],
  ['what case looks at', 'case $(params.a) in\n  x) echo $(params.b) ;;\nesac', 'case ‹a› in\n  x) echo ‹b› ;;\nesac'],
  ['within a substitution', 'V="$(cat $(params.a) | head -n "$(params.b)")"', 'V="$(cat ‹a› | head -n "«b»")"'],
  ['in a subshell', '(cd $(params.a) && ls)', '(cd ‹a› && ls)'],
  ['the target of a redirection', 'echo x > $(params.a) 2>&1', 'echo x > ‹a› 2>&1'],
  ['behind a continued line', 'curl \\\n  -o $(params.a)', 'curl \\\n  -o ‹a›'],
  ['a comment', 'ls # of $(params.a)', 'ls # of «a»'],
  ['a here-document', 'cat <<EOF > x\n"$(params.a)"\nEOF\necho $(params.b)', 'cat <<EOF > x\n"«a»"\nEOF\necho ‹b›'],
  ['two here-documents with tabs', 'cat <<-A - <<B\n\t$(params.a)\n\tA\n$(params.b)\nB\n', 'cat <<-A - <<B\n\t«a»\n\tA\n«b»\nB\n'],
  ['keys, elements and names in brackets', 'echo $(params.o.key) $(params.l[0]) $(params["a.b"])', 'echo ‹o.key› ‹l[0]› ‹["a.b"]›'],
])('%s is safe', (_, script, expected) => {
  expect(marked(script)).toBe(expected);
});

test.each([
  ['the name of a program', '$(params.a) build'],
  ['the name of a program behind a keyword', 'if true; then $(params.a); fi'],
  ['the name of a program behind an assignment', 'A=1 $(params.a) x'],
  ['the name of a program behind a redirection', '> out $(params.a)'],
  ['what a program runs', 'exec $(params.a)\ntimeout 10 $(params.a)\nsudo $(params.a)'],
  ['single quotes', "echo 'a $(params.a)'"],
  ['single quotes of ANSI', "echo $'a $(params.a)'"],
  ['backticks', 'echo `cat $(params.a)` "`cat $(params.a)`"'],
  ['arithmetic', 'echo $(( $(params.a) + 1 ))\n(( $(params.a) ))'],
  ['a comparison in which bash calculates', '[[ $(params.a) -gt 3 ]]'],
  ['an expansion', 'echo ${X:-$(params.a)}'],
  ['behind a backslash', 'echo \\$(params.a) "\\$(params.a)" $$(params.a)'],
  ['a quoted here-document', "cat <<'EOF'\n$(params.a)\nEOF\n"],
  ['a here-document with commands in it', 'cat <<EOF\n$(params.a) $(date)\nEOF\n'],
  ['a program for another interpreter', 'sed "s/x/$(params.a)/" f\nawk "{print $(params.a)}"\nbash -c "$(params.a)"\neval "$(params.a)"\nssh host "$(params.a)"'],
  ['a here-document for another interpreter', 'python3 - <<EOF\nprint("$(params.a)")\nEOF\n'],
  ['what a shell reads from a pipe', 'echo "$(params.a)" \\\n | sh'],
  ['words, where the script has separators of its own', 'IFS=,\necho $(params.a)'],
  ['a script whose quotes have no end', 'echo "$(params.a)\n'],
  ['a script whose here-document has no end', 'cat <<EOF\n$(params.a)\n'],
  ['a range or a list in braces', 'for i in {1..$(params.a)}; do echo {x,$(params.b)}; done'],
  ['the name of a home directory', 'cat ~$(params.a)/f'],
  ['the name of a variable or function', 'for $(params.a) in x; do :; done\nfunction $(params.a) { :; }'],
  ['what another statement runs', 'CMD="git clone $(params.a)"\neval "$CMD"'],
  ['what is written and sourced', 'echo "X=$(params.a)" > env\n. ./env'],
  ['a program that is written and run', 'cat > x.py <<EOF\nprint("$(params.a)")\nEOF\npython3 x.py'],
  ['whole arrays, results and contexts', 'echo $(params.a[*]) $(tasks.a.results.b) $(context.taskRun.name)'],
])('%s is left alone', (_, script) => {
  expect(shellPlaces(script)).toEqual([]);
});

test('programs whose arguments name a program keep what stands between quotes', () => {
  expect(marked('timeout 10 curl "$(params.a)" $(params.b)')).toBe('timeout 10 curl "«a»" $(b)');
});
