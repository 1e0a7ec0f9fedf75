/** Calls back once when nothing was reported for too long; may be paused. */
export class Watchdog {
  #timer: NodeJS.Timeout | undefined;
  #armed = 0;

  constructor(private readonly onStall: (timeout: number) => void) {}

  /** Starts to wait, or starts anew with another time. */
  arm(timeout: number): void {
    if (this.#timer !== undefined && this.#armed === timeout) {
      this.#timer.refresh();
      return;
    }
    this.disarm();
    this.#armed = timeout;
    this.#timer = setTimeout(() => this.onStall(timeout), timeout);
  }

  /** Waits no longer. */
  disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
