import { bundle } from '../../rules/digest/bundle';
import { image } from '../../rules/digest/image';
import { checkDocuments } from '../../rules/engine';
import { containersOf } from '../../rules/model/containers';
import type { RuleDocument } from '../../rules/model/document';
import { imageName } from '../../rules/model/image-name';
import { valueAt } from '../../rules/model/path';
import type { Place } from '../../rules/model/place';
import { referencesOf, resolverParam } from '../../rules/model/remote-references';
import { templatedObjects } from '../../rules/model/trigger-template';

/** The name of an image or bundle in YAML. */
export interface FoundImage {
  /** As it is written, without a digest. */
  readonly name: string;
  readonly place: Place;
  /** Set: it is pinned already. */
  readonly digest?: string;
}

/** Rules decide what is to be pinned, so that `validate` is content with what `pin` has written. */
const RULES = { name: 'pin', summary: 'what has no digest', rules: [image, bundle] };

/** All images and bundles in objects that a registry can be asked for: those without a digest, and those that have one. */
export function findImages(documents: readonly RuleDocument[]): FoundImage[] {
  return documents.flatMap((document) => [...withoutDigest(document), ...[document, ...templatedObjects(document)].flatMap(withDigest)]);
}

function withoutDigest(document: RuleDocument): FoundImage[] {
  return checkDocuments([document], { packs: [RULES] }).flatMap(({ path, place, message }) => {
    const text = valueAt(document.source, path);
    return typeof text === 'string' && message.includes('has no digest') ? [{ name: text, place }] : [];
  });
}

function withDigest(document: RuleDocument): FoundImage[] {
  const images = containersOf(document).map(({ container, at }) => ({ text: container.image ?? '', path: at('image') }));
  const bundles = referencesOf(document).filter(({ resolver }) => resolver === 'bundles').map((reference) => resolverParam(reference, 'bundle'));
  return [...images, ...bundles.map((found) => ({ text: found?.value ?? '', path: found?.path ?? '' }))].flatMap(({ text, path }) => {
    const { repository, tag, digest } = imageName(text);
    if (digest === undefined || text.includes('$(')) return [];
    return [{ name: tag === undefined ? repository : `${repository}:${tag}`, digest, place: document.locator.locate(path, 'value') }];
  });
}
