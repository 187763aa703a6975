import { parts } from './parts.mjs'

// One part at a time: see run.mjs.
const part = process.env.MUTANTS_OF
const { mutate, score } = parts[part]

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate,
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutants/vitest.config.mjs', related: false },
  coverageAnalysis: 'perTest',
  thresholds: { high: 100, low: score, break: score },
  incremental: true,
  incrementalFile: `reports/mutants-${part}.json`,
  htmlReporter: { fileName: `reports/mutants-${part}.html` },
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false },
  // Not needed, since nothing is compiled, and it would ask for the old interface of TypeScript.
  tsconfigFile: 'none',
  concurrency: 3,
  // In milliseconds. A mutant that takes longer counts as noticed, and the estimate leaves out how long the
  // test files take to load.
  timeoutMS: 60_000,
  tempDirName: 'reports/mutants',
  ignorePatterns: ['bench', 'dist', 'reports', '*.tgz'],
}
