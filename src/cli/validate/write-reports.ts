import { suggestion } from '../../private/suggestion';
import { type Terminal, UsageError } from '../command';
import { writeFile } from '../write-file';
import { REPORT_FORMATS, type Report, type ReportFormat } from './report';

/** A format, and the file it is written to; none: standard output. */
export interface ReportTarget {
  readonly format: ReportFormat;
  readonly file?: string;
}

/** @param texts as in `text` or `sarif=report.sarif`; text on standard output is the default */
export function reportTargets(texts: readonly string[]): ReportTarget[] {
  const targets = texts.map((text) => {
    const [name, ...file] = text.split('=');
    const format = Object.hasOwn(REPORT_FORMATS, name) ? REPORT_FORMATS[name] : undefined;
    if (!format) throw new UsageError(`there is no format '${name}'${suggestion(name, Object.keys(REPORT_FORMATS))}`);
    return { format, ...file.length > 0 && { file: file.join('=') } };
  });
  if (targets.filter(({ file }) => file === undefined).length > 1) throw new UsageError('only one report can go to standard output, write the others as <format>=<file>');
  if (targets.some(({ file }) => file === '')) throw new UsageError('expected --format <format>=<file>, and the file is missing');
  return targets.length > 0 ? targets : [{ format: REPORT_FORMATS.text }];
}

/** Writes a report in each of the formats. */
export async function writeReports(report: Report, targets: readonly ReportTarget[], { stdout, environment }: Terminal): Promise<void> {
  const color = Boolean(stdout.isTTY) && environment.TERM !== 'dumb' && !environment.NO_COLOR;
  for (const { format, file } of targets) {
    if (file === undefined) {
      stdout.write(format(report, { color }));
      continue;
    }
    await writeFile(file, format(report, { color: false }));
  }
}
