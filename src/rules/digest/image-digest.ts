import { isDigest, parseDigest } from '../../contract/digest';
import { exampleOf } from '../example';
import { imageName } from '../model/image-name';
import { isDecidedElsewhere } from '../model/remote-references';
import type { Rule } from '../rule';
import { eachContainer } from '../visit';
import { PINNED_IMAGE } from './pinned-example';

export const imageDigest: Rule = {
  id: 'digest/image-digest',
  severity: 'error',
  stage: 'run',
  summary: "the digest of an image is 'sha256:' and 64 lower-case hex digits",
  reason: 'the kubelet refuses another one with InvalidImageName, and the run waits until its timeout',
  source: 'https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests',
  fix: 'copy the digest again, as `cdk8s-tekton pin` finds it',
  passing: exampleOf('Task', `steps: [{name: hello, image: "${PINNED_IMAGE}", command: [echo]}]`),
  failing: exampleOf('Task', 'steps: [{name: hello, image: "busybox@sha256:0123", command: [echo]}]'),
  check: eachContainer(({ container: { image = '' }, at }, { report }) => {
    if (isDecidedElsewhere(image)) return;
    const { digest } = imageName(image);
    if (digest === undefined || isDigest(digest)) return;
    report(at('image'), { message: `the image '${image}' has an ${digestProblem(digest)}` });
  }),
};

/** `invalid digest '...': why`. */
export function digestProblem(digest: string): string {
  try {
    parseDigest(digest);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
