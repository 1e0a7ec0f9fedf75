import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachContainer } from '../visit';
import { shellPrograms } from './programs';

const RUNNER = '(?:sudo\\s+(?:-\\S+\\s+)*)?(?:env\\s+(?:\\w+=\\S*\\s+)*)?(?:\\S*/)?(?:ba|da|a|z|k)?sh\\b|(?:sudo\\s+)?(?:python3?|node|perl|ruby)\\b(?!\\s+-[cme])';
const PIPED = `\\b(?:curl|wget)\\b[^\\n;&|]*(?:\\|\\s*(?:tar|gunzip|tee|tr|sed|grep|base64)[^\\n;&|]*)*\\|\\s*(?:${RUNNER})`;
const SUBSTITUTED = /(?:\b(?:ba|da)?sh\b|\beval\b|\bsource\b|(?:^|[;&|]\s*)\.)\s+(?:-\w+\s+)*(?:["']?\$\(|<\(|["']?`)\s*(?:curl|wget)\b/.source;
const DOWNLOAD = new RegExp(`${PIPED}|${SUBSTITUTED}`, 'gm');

export const pipeToShell: Rule = {
  id: 'security/pipe-to-shell',
  severity: 'warning',
  stage: 'none',
  summary: 'nothing that is downloaded is run before it is compared to a digest',
  reason: 'the server, or whoever takes it over, decides what runs in the Task; a download that breaks off runs in part',
  source: 'CWE-494; https://slsa.dev/spec/v1.0/threats',
  fix: 'use an image that has the program, or download to a file and compare it: echo "<sha256>  <file>" | sha256sum -c',
  passing: exampleOf('Task', 'steps: [{name: setup, image: busybox, script: \'wget -O setup https://example.com/setup && echo "$SUM  setup" | sha256sum -c && sh setup\'}]'),
  failing: exampleOf('Task', 'steps: [{name: setup, image: busybox, script: "curl -sSf https://example.com/setup | sh"}]'),
  check: eachContainer((view, { report }) => {
    for (const { text, path } of shellPrograms(view)) {
      for (const { index, 0: found } of onOneLine(text).matchAll(DOWNLOAD)) {
        report(path, {
          message: `${view.label} runs a download as it comes: '${found.replace(/\s+/g, ' ').trim().slice(0, 80)}'`,
          within: { index, text: text.slice(index, index + found.length) },
        });
      }
    }
  }),
};

/** Without comments, and commands of several lines on one: everything stays where it is. */
function onOneLine(text: string): string {
  return text.replace(/^[ \t]*#.*$|\\\n/gm, (found) => ' '.repeat(found.length));
}
