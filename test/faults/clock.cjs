// Loaded before the program under test (`node --require`), so that the program itself is the one that runs in pods.

const timers = require('timers/promises');

/** Waits before another try are a quarter; to wait for a server that says nothing takes seconds in place of minutes. */
const shorter = (milliseconds) => {
  if (milliseconds >= 60_000) return process.env.FAULTS_IMPATIENT === '1' ? 3_000 : milliseconds;
  return milliseconds < 10_000 ? milliseconds / 4 : milliseconds;
};

if (process.env.FAULTS_QUICK === '1') {
  const { setTimeout: wait } = globalThis;
  const { setTimeout: sleep } = timers;
  globalThis.setTimeout = (callback, milliseconds, ...rest) => wait(callback, shorter(milliseconds), ...rest);
  timers.setTimeout = (milliseconds, ...rest) => sleep(shorter(milliseconds), ...rest);
}

const ahead = Number(process.env.FAULTS_SKEW ?? 0);

if (ahead !== 0) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length === 0 ? [RealDate.now() + ahead] : given));
    }

    static now() {
      return RealDate.now() + ahead;
    }
  };
}
