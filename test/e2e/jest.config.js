// The suite against a real cluster: `npm run e2e`. Not part of `npm test`.
const base = require('../../jest.config.json');

module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/e2e/cases/**/*.e2e.ts'],
  testTimeout: 600_000,
  // A cluster of two cores takes about four TaskRuns at once.
  verbose: true,
  maxWorkers: 1,
  maxConcurrency: Number(process.env.E2E_AT_ONCE ?? 4),
};
