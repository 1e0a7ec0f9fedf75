// The suite against a real cluster: `npm run e2e`. Not part of `npm test`.
const base = require('../../jest.config.json');

module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/e2e/cases/**/*.e2e.ts'],
  testTimeout: 600_000,
  verbose: true,
  // Two files at a time, and of each so many tests: a TaskRun waits more than it works.
  maxWorkers: 2,
  maxConcurrency: Number(process.env.E2E_AT_ONCE ?? 4),
};
