/**
 * An image with this checkout's agent, made of the repository's Dockerfile: `test/e2e/run` builds it where it can.
 *
 * @throws an Error where there is none: a case that was left out would count as observed
 */
export function agentImage(): string {
  const image = process.env.E2E_AGENT_IMAGE;
  if (!image) throw new Error('E2E_AGENT_IMAGE is not set: build the Dockerfile after `npx projen bundle`, push it where the cluster pulls from, and name it there');
  return image;
}
