import { once } from 'events';
import { readFileSync } from 'fs';
import { join } from 'path';
import { setImmediate as turn } from 'timers/promises';
import { Worker } from 'worker_threads';
import { transformSync } from 'esbuild';

const { code } = transformSync(readFileSync(join(__dirname, '../../src/agent/wait-while.ts'), 'utf8'), { loader: 'ts', format: 'cjs' });

/** A thread that waits while a number is 0. */
function startWaiting(): { worker: Worker; numbers: Int32Array } {
  const numbers = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const program = `${code}; const { workerData, parentPort } = require('worker_threads'); module.exports.waitWhile(workerData, 0, 0); parentPort.postMessage('on');`;
  return { worker: new Worker(program, { eval: true, workerData: numbers }), numbers };
}

test('a thread that is woken for nothing goes on waiting', async () => {
  const { worker, numbers } = startWaiting();
  let isOn = false;
  const goesOn = once(worker, 'message').then(() => { isOn = true; });
  try {
    for (let woken = 0; woken < 20 && !isOn; woken += Atomics.notify(numbers, 0)) await turn();
    expect(isOn).toBe(false);
    Atomics.store(numbers, 0, 1);
    Atomics.notify(numbers, 0);
    await goesOn;
  } finally {
    await worker.terminate();
  }
});
