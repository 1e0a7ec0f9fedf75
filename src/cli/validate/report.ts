import type { Finding } from '../../rules/finding';
import { jsonReport } from './json-report';
import { textReport } from './text-report';

/** What a run of `validate` found. */
export interface Report {
  readonly findings: readonly Finding[];
  /** The text of each file that was read, by its name as it is shown. */
  readonly texts: ReadonlyMap<string, string>;
  /** The number of objects that were checked. */
  readonly checked: number;
  /** Documents that are no Kubernetes objects, as in `values.yaml:1`. */
  readonly skipped: readonly string[];
}

/** Writes a report as a text. */
export type ReportFormat = (report: Report, options: { readonly color: boolean }) => string;

export const REPORT_FORMATS: { readonly [name: string]: ReportFormat } = { text: textReport, json: jsonReport };
