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

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[a-f0-9:]+\])(?::\d+)?$/i;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+|\/)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/**
 * Why nothing can have a name; undefined where something can. The digest is not looked at.
 *
 * Docker takes a first part in upper case for a host, Tekton for a repository: it is right for neither.
 *
 * @see https://github.com/distribution/reference, regexp.go
 */
export function imageNameProblem(text: string): string | undefined {
  const { repository: name, tag } = imageName(text);
  const first = name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
  const hasHost = first === 'localhost' || /[.:]/.test(first);
  const repository = hasHost ? name.slice(first.length + 1) : name;
  if (hasHost && !HOST.test(first)) return `'${first}' is no host`;
  if (/[A-Z]/.test(repository)) return `'${repository}' is not in lower case`;
  if (!REPOSITORY.test(repository)) return `'${repository}' is no repository, expected letters, digits, and between them '/' and single '.', '_', '-'`;
  return tag === undefined || TAG.test(tag) ? undefined : `'${tag}' is no tag, expected letters, digits, '_', '.' and '-', at most 128`;
}
