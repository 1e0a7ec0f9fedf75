/** An image by digest, for the examples of rules. */
export const PINNED_IMAGE = `busybox@sha256:${'0123456789abcdef'.repeat(4)}`;

/** A digest, for the examples of rules. */
export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
