import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';

/** The room that client-side kubectl apply has for its copy of the object in an annotation. */
const MOST_BYTES = 262144;
/** All scripts of a Task are one base64 argument of an init container. */
const MOST_SCRIPT_BYTES = 131072 / 4 * 3;

export const objectSize: Rule = {
  id: 'tekton/object-size',
  severity: 'error',
  stage: 'admission',
  summary: 'an object has at most 262,144 bytes as JSON, and its scripts together fewer than 98,304',
  reason: 'client-side kubectl apply keeps a copy of the object in an annotation; scripts travel as one argument of a program',
  source: 'k8s.io/apimachinery/pkg/api/validation, TotalAnnotationSizeLimitB; pkg/pod/script.go',
  fix: 'move scripts and data into images or ConfigMaps, or use kubectl apply --server-side',
  passing: exampleOf('Task', 'steps: [{name: x, image: busybox, script: echo}]'),
  failing: exampleOf('Task', `description: ${'x'.repeat(MOST_BYTES)}\nsteps: [{name: x, image: busybox, script: echo}]`),
  check: (context) => {
    scripts(context);
    const { document, report } = context;
    if (!document.isTekton) return;
    const bytes = bytesOf(JSON.stringify(document.source));
    if (bytes > MOST_BYTES) report('', { message: `the object has ${bytes} bytes as JSON, client-side kubectl apply takes at most ${MOST_BYTES}` });
  },
};

const scripts = eachTaskSpec(({ path, steps, sidecars }, { report }) => {
  const all = [...steps.map(({ merged }) => merged.script), ...sidecars.map(({ sidecar }) => sidecar.script)];
  const bytes = all.reduce((sum, script = '') => sum + (script === '' ? 0 : bytesOf(script)), 0);
  if (bytes >= MOST_SCRIPT_BYTES) report(path, { message: `the scripts have ${bytes} bytes together, at most ${MOST_SCRIPT_BYTES} can be passed`, stage: 'run' });
});

function bytesOf(text: string): number {
  return text.length * 3 < MOST_SCRIPT_BYTES ? text.length : new TextEncoder().encode(text).length;
}
