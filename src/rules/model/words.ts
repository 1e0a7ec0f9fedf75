/** The texts that Go's types decode themselves, and what they mean. */

const DURATION_UNITS: { readonly [unit: string]: number } = {
  ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600,
};
const DURATION = /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
/** Of time.ParseDuration: about 292 years, in seconds. */
const LONGEST = 9223372036.854775807;

/** Seconds of a duration such as `1h30m`, undefined when it is none. */
export function secondsOf(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) seconds += Number(amount) * DURATION_UNITS[unit];
  if (seconds > LONGEST) return undefined;
  return text.startsWith('-') ? -seconds : seconds;
}

export function isDuration(value: unknown): boolean {
  return typeof value === 'string' && secondsOf(value) !== undefined;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/;

/** RFC 3339, as Go reads it. */
export function isTime(value: unknown): boolean {
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (!match) return false;
  const [year, month, day, hour, minute, second, zoneHour, zoneMinute] = match.slice(1).map((part) => Number(part ?? 0));
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60 && zoneHour <= 24 && zoneMinute < 60;
}

/** Digits may be missing altogether. @see resource.ParseQuantity of Kubernetes' apimachinery */
const QUANTITY = /^(?=.)[+-]?\d*\.?\d*(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

export function isQuantity(value: unknown): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && QUANTITY.test(value);
}

/** Below one, the exponent is written: `700 * 0.001` is more than 0.7. */
const PARTS: ReadonlyMap<string, string> = new Map([['n', 'e-9'], ['u', 'e-6'], ['m', 'e-3']]);

const FACTORS: ReadonlyMap<string, number> = new Map([
  ...['', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, index) => [suffix, 1000 ** index] as const),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, index) => [suffix, 1024 ** (index + 1)] as const),
]);

/** What an amount such as `500m` or `1Gi` means, undefined when it is none. */
export function quantityOf(text: string): number | undefined {
  if (!QUANTITY.test(text)) return undefined;
  const [, digits, exponent = '', suffix = ''] = /^([+-]?[\d.]*)([eE][+-]?\d+)?(.*)$/.exec(text) ?? [];
  return Number(`${digits}${PARTS.get(suffix) ?? exponent}`) * (FACTORS.get(suffix) ?? 1);
}

export function isBase64(value: unknown): boolean {
  return typeof value === 'string' && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value.replace(/[\r\n]/g, ''));
}
