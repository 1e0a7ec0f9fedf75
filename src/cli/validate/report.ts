import type { Finding } from '../../rules/finding';
import type { RuleDocument } from '../../rules/model/document';
import { githubReport } from './github-report';
import { jsonReport } from './json-report';
import { junitReport } from './junit-report';
import { sarifReport } from './sarif-report';
import { textReport } from './text-report';

/** What a run of `validate` found. */
export interface Report {
  readonly findings: readonly Finding[];
  /** The text of each file that was read, by its name as it is shown. */
  readonly texts: ReadonlyMap<string, string>;
  /** The objects that were checked. */
  readonly objects: readonly RuleDocument[];
  /** Documents that are no Kubernetes objects, as in `values.yaml:1`. */
  readonly skipped: readonly string[];
  /** What kustomizations change and name, with the reason why it is not checked. */
  readonly notChecked: readonly string[];
}

/** Writes a report as a text. */
export type ReportFormat = (report: Report, options: { readonly color: boolean }) => string;

export const REPORT_FORMATS: { readonly [name: string]: ReportFormat } = {
  text: textReport, json: jsonReport, sarif: sarifReport, junit: junitReport, github: githubReport,
};
