/**
 * Blocks this thread for as long as a shared number has a value.
 *
 * Waits anew when it is woken and the value is still there: a thread may go to sleep between the change and the
 * notification of a number that it has seen already.
 */
export function waitWhile(numbers: Int32Array, index: number, value: number): void {
  while (Atomics.load(numbers, index) === value) Atomics.wait(numbers, index, value);
}
