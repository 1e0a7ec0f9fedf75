const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi;

/**
 * The texts of all elements of a name, wherever they are in a document.
 *
 * Enough for the flat documents of object services, whose elements of interest hold text only. A parser that knows all
 * of XML, its entities and document types would be a quarter of the agent, and more to attack.
 */
export function textsOf(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}(?:\\s[^<>]*)?>([^<]*)</${element}>`, 'g'))].map(([, text]) => unescape(text));
}

/** The text of the first element of a name. */
export function textOf(xml: string, element: string): string | undefined {
  return textsOf(xml, element)[0];
}

function unescape(text: string): string {
  return text.replace(REFERENCE, (whole: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? parseInt(hex as string, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
