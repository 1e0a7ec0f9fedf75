/**
 * What a plain scalar means to Kubernetes, whose tools read YAML 1.1 by go-yaml: `on` is true, `012` is ten, and a date
 * is text.
 *
 * @see resolve.go of go.yaml.in/yaml/v2
 */
export function resolveScalar(text: string): string | number | boolean | null {
  if (text.length < 6 && Object.hasOwn(WORDS, text)) return WORDS[text];
  if (!/^[-+.\d]/.test(text)) return text;
  if (text.startsWith('.')) return /^\.\d[\d_]*(?:[eE][-+]?\d+)?$/.test(text) ? finite(text, text) : text;
  const plain = text.replaceAll('_', '');
  const whole = wholeNumber(plain);
  if (whole !== undefined) return whole;
  return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain) ? finite(plain, text) : text;
}

/** A number that is too large stays text. */
function finite(digits: string, text: string): number | string {
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}

const WORDS: { readonly [text: string]: boolean | number | null } = {
  '': null,
  '~': null,
  'null': null,
  'Null': null,
  'NULL': null,
  'y': true,
  'Y': true,
  'yes': true,
  'Yes': true,
  'YES': true,
  'true': true,
  'True': true,
  'TRUE': true,
  'on': true,
  'On': true,
  'ON': true,
  'n': false,
  'N': false,
  'no': false,
  'No': false,
  'NO': false,
  'false': false,
  'False': false,
  'FALSE': false,
  'off': false,
  'Off': false,
  'OFF': false,
  '.nan': NaN,
  '.NaN': NaN,
  '.NAN': NaN,
  '.inf': Infinity,
  '.Inf': Infinity,
  '.INF': Infinity,
  '+.inf': Infinity,
  '+.Inf': Infinity,
  '+.INF': Infinity,
  '-.inf': -Infinity,
  '-.Inf': -Infinity,
  '-.INF': -Infinity,
};

/** A whole number as Go's strconv.ParseInt reads it: `0x1f`, `0o17`, `017` and `0b1` have the bases they have in Go. */
function wholeNumber(text: string): number | undefined {
  const match = /^([-+]?)(?:0x([\da-f]+)|0o?([0-7]+)|0b([01]+)|(0|[1-9]\d*))$/i.exec(text);
  if (!match) return undefined;
  const [, sign, hexadecimal, octal, binary, decimal] = match;
  const value = decimal !== undefined ? Number(decimal) : parseInt(hexadecimal ?? octal ?? binary, hexadecimal ? 16 : octal ? 8 : 2);
  return sign === '-' ? -value : value;
}
