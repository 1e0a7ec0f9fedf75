/** The parts of the name of an image. */
export interface ImageName {
  /** Without tag and digest. */
  readonly repository: string;
  readonly tag?: string;
  /** As it stands, right or wrong. */
  readonly digest?: string;
}

/** Takes the name of an image apart. Never fails: a rule looks at what may be wrong. */
export function imageName(text: string): ImageName {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  // A colon before the last slash belongs to the port of the registry.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon < 0 ? { repository: named, digest } : { repository: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}
