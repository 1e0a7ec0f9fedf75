import { exampleOf } from '../example';
import { containersOf } from '../model/containers';
import { imageNameProblem } from '../model/image-name';
import { isDecidedElsewhere, referencesOf, resolverParam } from '../model/remote-references';
import type { Rule } from '../rule';

/** What ko builds and names before anything is applied. */
const BUILT_BY_KO = /^ko:\/\//;

export const imageNameRule: Rule = {
  id: 'tekton/image-name',
  severity: 'error',
  stage: 'run',
  summary: 'images and bundles have names that registries can have',
  reason: 'Tekton, which asks for the entrypoint, and the kubelet refuse another one with InvalidImageName',
  source: 'https://github.com/distribution/reference, regexp.go; pkg/name of github.com/google/go-containerregistry',
  fix: 'write [<host>/]<repository>[:<tag>][@<digest>], the repository in lower case',
  passing: exampleOf('Task', 'steps: [{name: hello, image: "Registry.example.com:5000/tools/busy_box:1.37-Musl", command: [echo]}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: "Tools/busybox:1.37", command: [echo]}]'),
  check: ({ document, report }) => {
    const images = containersOf(document).map(({ container, at }) => ({ value: container.image ?? '', path: at('image') }));
    const bundles = referencesOf(document).filter(({ resolver }) => resolver === 'bundles').flatMap((reference) => resolverParam(reference, 'bundle') ?? []);
    for (const { value, path } of [...images, ...bundles]) {
      if (value === '' || isDecidedElsewhere(value) || BUILT_BY_KO.test(value)) continue;
      const problem = imageNameProblem(value);
      if (problem !== undefined) report(path, { message: `'${value}' is no name of an image: ${problem}` });
    }
  },
};
