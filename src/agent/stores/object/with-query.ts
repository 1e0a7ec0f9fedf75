/** A URL with a query in the one spelling that signatures know. */
export function withQuery(url: URL, query: { readonly [name: string]: string }): URL {
  const result = new URL(url);
  result.search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return result;
}

/** RFC 3986: also what `encodeURIComponent` leaves as it is. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
