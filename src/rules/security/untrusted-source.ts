import { exampleOf } from '../example';
import { isDecidedElsewhere, resolverParam } from '../model/remote-references';
import type { RemoteReference } from '../model/remote-references';
import type { Rule } from '../rule';
import { eachReference } from '../visit';

const task = (url: string): string => exampleOf('Pipeline', `params: [{name: url}]
tasks: [{name: build, taskRef: {resolver: git, params: [{name: url, value: "${url}"}, {name: revision, value: "${'0123456789'.repeat(4)}"}, {name: pathInRepo, value: task.yaml}]}}]`);

/** The params by which each resolver is told where to look. */
const SOURCES: { readonly [resolver: string]: readonly string[] } = {
  git: ['url', 'repo', 'org', 'serverURL'],
  bundles: ['bundle'],
  http: ['url'],
  hub: ['catalog', 'url'],
};

/** Of these, the params that name a host. */
const PLACES = ['url', 'serverURL', 'bundle'];

export const untrustedSource: Rule = {
  id: 'security/untrusted-source',
  severity: 'warning',
  stage: 'none',
  summary: 'the source of Tasks, Pipelines and StepActions is fixed, reached by an encrypted protocol, and a trusted one where the settings name these',
  reason: 'who decides the source, or sits on the way to it, decides what runs with the credentials of the run',
  source: 'https://tekton.dev/docs/pipelines/git-resolver/; CWE-829',
  fix: 'write the source as text, with https or ssh; choose between sources by Pipelines of their own',
  passing: task('https://git.example.com/tasks.git'),
  failing: task('$(params.url)'),
  check: eachReference((reference, { report, trustedSources }) => {
    for (const { value, path, name } of sourcesOf(reference)) {
      const what = `${reference.label} takes its ${reference.kind} by ${reference.resolver ?? ''} from`;
      // Who may call the Pipeline is not always who may write it; templates are filled in by their authors.
      if (value.includes('$(')) {report(path, { message: `${what} a ${name} that a caller decides: '${value}'` });} else if (/^(?:http|git):\/\//i.test(value)) {report(path, { message: `${what} '${value}' without encryption`, severity: 'error' });} else if (trustedSources && PLACES.includes(name) && !isDecidedElsewhere(value) && !trustedSources.some((trusted) => isWithin(value, trusted))) {
        report(path, { message: `${what} '${value}', which is none of the trusted sources: ${trustedSources.join(', ')}`, fix: 'take it from one of these, or add the source to trustedSources' });
      }
    }
  }),
};

function sourcesOf(reference: RemoteReference): { readonly value: string; readonly path: string; readonly name: string }[] {
  return (SOURCES[reference.resolver ?? ''] ?? []).flatMap((name) => {
    const found = resolverParam(reference, name);
    return found ? [{ ...found, name }] : [];
  });
}

/** Tells whether a URL or an image is on a host, or below a path of it. */
function isWithin(source: string, trusted: string): boolean {
  const [inner, outer] = [source, trusted].map(withoutScheme);
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** `https://host/path`, `ssh://git@host/path` and `git@host:path` are all `host/path`. */
function withoutScheme(source: string): string {
  const scp = /^[\w.-]+@([\w.-]+):(?!\/)(.*)$/.exec(source);
  return (scp ? `${scp[1]}/${scp[2]}` : source.replace(/^[a-z+]+:\/\/(?:[^/@]*@)?/i, '')).replace(/\/+$/, '');
}
