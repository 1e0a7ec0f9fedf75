/** How much the user step writes. */
export const BYTES = 100_000;

/** What a user step runs: it reads its input, if it has one, writes its output, and tells when. */
export function userScript({ from, to }: { readonly from?: string; readonly to?: string }): string {
  return [
    'date +%s%3N | tr -d "\\n" > $(results.started.path)',
    ...from ? [`test "$(wc -c < ${from}/data)" = ${BYTES}`] : [],
    ...to ? [`head -c ${BYTES} /dev/urandom > ${to}/data`] : [],
    'date +%s%3N | tr -d "\\n" > $(results.ended.path)',
  ].join('\n');
}

/** The results of every user step, in milliseconds since 1970. */
export const TIMES = [{ name: 'started' }, { name: 'ended' }];
