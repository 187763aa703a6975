import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { parts } from './parts.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = (file) => `${root}src/${file}`

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^asap-guard$/, replacement: source('index.ts') },
      { find: /^asap-guard\/domains$/, replacement: source('domains/domains.ts') },
      { find: /^asap-guard\/testing$/, replacement: source('testing.ts') },
    ],
  },
  test: {
    include: parts[process.env.MUTANTS_OF].tests.map((tests) =>
      tests.endsWith('**') ? `${tests}/*.test.ts` : tests,
    ),
    exclude: [
      // These compare the sources, or what other processes make of them, and would notice any mutant or none.
      'test/{architecture,what-went-wrong,cli}.test.ts',
      'test/domains/suffix-parents.test.ts',
    ],
    testTimeout: 30_000,
  },
})
