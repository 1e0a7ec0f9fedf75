import type { Row } from './table';

const WIDTH = 760;
const LABEL = 200;
const BAR = 14;
const COLORS = { upload: '#2563a8', download: '#7fb2e5' };

/** Draws how long each way takes for each case, as SVG: one scale a case, since cases differ by a factor of hundreds. */
export function plot(cases: readonly { readonly title: string; readonly rows: readonly Row[] }[]): string {
  let y = 24;
  const parts = [legend(y)];
  y += 28;
  for (const { title, rows } of cases) {
    parts.push(text(0, y, title, 'font-weight="bold"'));
    y += 10;
    const longest = Math.max(...rows.flatMap(({ upload, download }) => [upload.wall, download.wall]));
    for (const { name, upload, download } of rows) {
      parts.push(text(LABEL - 8, y + BAR + 4, name, 'text-anchor="end"'));
      parts.push(bar(y, upload.wall, longest, COLORS.upload), bar(y + BAR, download.wall, longest, COLORS.download));
      y += 2 * BAR + 8;
    }
    y += 24;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${parts.join('\n')}
</svg>
`;
}

function bar(y: number, seconds: number, longest: number, color: string): string {
  const width = Math.max(1, (WIDTH - LABEL - 60) * seconds / longest);
  const label = text(LABEL + width + 4, y + BAR - 3, `${seconds.toFixed(2)} s`, 'font-size="10"');
  return `<rect x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="${BAR - 1}" fill="${color}"/>${label}`;
}

function legend(y: number): string {
  return (['upload', 'download'] as const)
    .map((name, index) => `<rect x="${LABEL + 100 * index}" y="${y - 10}" width="12" height="12" fill="${COLORS[name]}"/>${text(LABEL + 100 * index + 18, y, name)}`)
    .join('');
}

function text(x: number, y: number, content: string, more = ''): string {
  return `<text x="${x}" y="${y}" ${more}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}
