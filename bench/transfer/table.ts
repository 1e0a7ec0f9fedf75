import type { Cost } from './measure';

/** One way, and what it costs to store, to store the same once more, and to fetch. */
export interface Row {
  readonly name: string;
  readonly upload: Cost;
  readonly again: Cost;
  readonly download: Cost;
}

/** A Markdown table of all ways; ratios are to the first row. */
export function table(rows: readonly Row[]): string {
  const [first] = rows;
  const header = ['way', 'upload', 'ratio', 'the same again', 'ratio', 'download', 'ratio', 'CPU up / down', 'MiB up / down'];
  const cell = ({ wall }: Cost, base: Cost) => [`${seconds(wall)} s`, (wall / base.wall).toFixed(2)];
  const lines = rows.map(({ name, upload, again, download }) => [
    name.replaceAll('|', '\\|'),
    ...cell(upload, first.upload), ...cell(again, first.again), ...cell(download, first.download),
    `${seconds(upload.cpu)} / ${seconds(download.cpu)} s`,
    `${upload.memory.toFixed(0)} / ${download.memory.toFixed(0)}`,
  ]);
  return [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function seconds(value: number): string {
  return value.toFixed(value < 1 ? 3 : 2);
}
