import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import { parts } from './parts.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = (file) => `${root}src/${file}`

/**
 * Asks first what noticed the mutant before, which is about the same code, and then the quickest: the others
 * need not run once one has noticed.
 */
class LikeliestFirst extends BaseSequencer {
  async sort(files) {
    const { cache, config } = this.ctx
    const rank = ({ project, moduleId }) => {
      const results = cache.getFileTestResults(`${project.name}:${relative(config.root, moduleId)}`)
      return results?.failed ? 0 : (results?.duration ?? 0) + 1
    }
    return [...files].sort((a, b) => rank(a) - rank(b))
  }
}

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
      'test/{architecture,what-went-wrong}.test.ts',
      'test/cli/process.test.ts',
      'test/guard/node-debug.test.ts',
      'test/keys/jwks/process.test.ts',
      'test/domains/suffix-parents.test.ts',
    ],
    runner: 'test/mutants/test-runner.mjs',
    sequence: { sequencer: LikeliestFirst },
    testTimeout: 30_000,
  },
})
