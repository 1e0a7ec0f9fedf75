import type { ReportFormat } from './report';

/** One JSON object: what a program needs to show findings elsewhere. */
export const jsonReport: ReportFormat = ({ findings, objects, skipped, notChecked }) => `${JSON.stringify({
  checked: objects.length,
  skipped,
  notChecked,
  findings: findings.map(({ rule, severity, stage, message, fix, object, path, place, acknowledged }) => ({
    rule: rule.id, severity, stage, message, fix, object, path, ...place, acknowledged,
  })),
}, undefined, 2)}\n`;
