import { exampleOf } from '../example';
import { containersOf } from '../model/containers';
import { imageNameProblem, TEKTON_ALGORITHMS } from '../model/image-name';
import { isDecidedElsewhere, referencesOf, resolverParam } from '../model/remote-references';
import type { Rule } from '../rule';

/** What ko builds and names before anything is applied. */
const BUILT_BY_KO = /^ko:\/\//;

export const imageNameRule: Rule = {
  id: 'tekton/image-name',
  severity: 'error',
  stage: 'run',
  summary: 'images and bundles have names that registries can have',
  reason: 'the kubelet refuses another one with InvalidImageName, or Tekton when it asks for the entrypoint, and the run fails; names with variables, or with placeholders of templates, are not looked at: nobody knows yet what they become',
  source: 'https://github.com/distribution/reference, regexp.go, as seen on a cluster; pkg/name of github.com/google/go-containerregistry',
  fix: 'write [<host>/]<repository>[:<tag>][@<digest>], the repository in lower case, a digest as sha256: and 64 lower-case hex digits',
  passing: exampleOf('Task', 'steps: [{name: hello, image: "Registry.example.com:5000/tools/busy_box:1.37-Musl", command: [echo]}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: "Tools/busybox:1.37", command: [echo]}]'),
  check: ({ document, report }) => {
    const images = containersOf(document).map(({ kind, container: { image = '', command, script }, at }) =>
      ({ value: image, path: at('image'), isForTekton: kind !== 'sidecar' && !command?.length && !script }));
    const bundles = referencesOf(document).filter(({ resolver }) => resolver === 'bundles')
      .flatMap((reference) => resolverParam(reference, 'bundle') ?? []).map((bundle) => ({ ...bundle, isForTekton: true }));
    for (const { value, path, isForTekton } of [...images, ...bundles]) {
      if (value === '' || isDecidedElsewhere(value) || BUILT_BY_KO.test(value)) continue;
      const problem = imageNameProblem(value, isForTekton ? TEKTON_ALGORITHMS : undefined);
      if (problem !== undefined) report(path, { message: `'${value}' is no name of an image: ${problem}` });
    }
  },
};
