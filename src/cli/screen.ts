/** Puts text into a color of ANSI: `paint(31, 'red')`. */
export type Painter = (code: number, text: string) => string;

/** @param color false: text stays as it is */
export function painter(color: boolean): Painter {
  return (code, text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
}

/** A log with lines below it that change in place. */
export interface Screen {
  /** Writes a line that stays. */
  log(text: string): void;
  /** Replaces the lines below, none of which may be wider than the terminal. */
  show(lines: readonly string[]): void;
}

/** @param live false: no terminal, the log alone */
export function liveScreen({ write, live }: { readonly write: (text: string) => void; readonly live: boolean }): Screen {
  if (!live) return { log: (text) => write(`${text}\n`), show: () => undefined };
  let below: readonly string[] = [];
  // Up to the first of the lines below, then clear to the end of the screen.
  const erase = (): string => (below.length > 0 ? `\u001b[${below.length}A\u001b[J` : '');
  const draw = (): string => below.map((text) => `${text}\n`).join('');
  return {
    log: (text) => write(`${erase()}${text}\n${draw()}`),
    show: (lines) => {
      const start = erase();
      below = lines;
      write(start + draw());
    },
  };
}
