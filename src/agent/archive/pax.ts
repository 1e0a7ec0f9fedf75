import { AgentError } from '../errors';

/** The records of a PAX extended header: values are bytes, since file names are. */
export type PaxRecords = ReadonlyMap<string, Buffer>;

/**
 * A PAX record, `<length> <key>=<value>\n`.
 *
 * The length counts itself, so it is found by trying.
 */
export function encodePaxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.byteLength(key) + value.length + ' =\n'.length;
  let digits = 1;
  while (String(rest + digits).length > digits) {
    digits++;
  }
  return Buffer.concat([Buffer.from(`${rest + digits} ${key}=`), value, Buffer.from('\n')]);
}

/**
 * Reads the records of a PAX extended header.
 *
 * Of two records with one key the later counts, as POSIX says.
 *
 * @throws an AgentError `ARCHIVE_INVALID` for a malformed record.
 */
export function decodePaxRecords(body: Buffer): PaxRecords {
  const records = new Map<string, Buffer>();
  for (let offset = 0; offset < body.length;) {
    const space = body.indexOf(' ', offset, 'latin1');
    const length = space < 0 ? NaN : decimal(body.subarray(offset, space));
    const end = offset + length;
    const equals = space < 0 ? -1 : body.indexOf('=', space, 'latin1');
    if (!(end <= body.length) || equals < 0 || equals >= end || body[end - 1] !== 0x0a || equals === space + 1) {
      throw new AgentError('ARCHIVE_INVALID', `malformed pax header, the record at byte ${offset} is not '<length> <key>=<value>'`);
    }
    records.set(body.toString('latin1', space + 1, equals), body.subarray(equals + 1, end - 1));
    offset = end;
  }
  return records;
}

/** A number in decimal digits; NaN for anything else, and beyond what a number holds exactly. */
export function decimal(text: Buffer): number {
  const digits = text.toString('latin1');
  const value = /^\d{1,16}$/.test(digits) ? Number(digits) : NaN;
  return Number.isSafeInteger(value) ? value : NaN;
}
