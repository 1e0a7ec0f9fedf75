/** Shorter secrets are not looked for: replacing them would garble every message. */
const SHORTEST_SECRET = 4;
const LONGEST_FOREIGN_TEXT = 300;

/**
 * A URL as it may be shown: without user, query and fragment.
 *
 * The query of an upload or storage URL is often a signature, that is, a key.
 */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/**
 * Text of a server as it may be shown: on one line, at most 300 characters,
 * and without the secrets that were sent to it, which some servers echo.
 */
export function shownText(text: string, secrets: Iterable<string>): string {
  let shown = text;
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      shown = shown.replaceAll(form, '***');
    }
  }
  shown = shown.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return shown.length > LONGEST_FOREIGN_TEXT ? `${shown.slice(0, LONGEST_FOREIGN_TEXT)}...` : shown;
}

function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret)].filter((form) => form.length >= SHORTEST_SECRET);
}
