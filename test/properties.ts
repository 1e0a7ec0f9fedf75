import fc from 'fast-check';

/*
 * Property tests see the same examples in every run, so that one which fails does so by what was changed.
 *
 * `CDK8S_TEKTON_FUZZ=5000 npx jest <files>` looks further: other examples each time, that many where a test names no number.
 */
const runs = process.env.CDK8S_TEKTON_FUZZ;

fc.configureGlobal(runs === undefined ? { seed: 164 } : { numRuns: Number(runs) });
