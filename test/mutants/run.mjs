/**
 * Mutation testing: each mutant is a small change of the sources that a test must notice. Each folder of `src`
 * is a run of its own, with the tests that are about it. What was found out is kept in `reports/` when a part
 * is done, so the next run asks only about what has changed. A part that was stopped begins anew.
 *
 *     npm run test:mutants              all parts
 *     npm run test:mutants -- domains   some of them
 */
import { spawnSync } from 'node:child_process'
import { parts } from './parts.mjs'

const asked = process.argv.slice(2)
const unknown = asked.find((part) => !(part in parts))
if (unknown !== undefined) throw new Error(`no part is called ${unknown}: ${Object.keys(parts).join(', ')}`)

const failed = (asked.length > 0 ? asked : Object.keys(parts)).filter((part) => {
  const env = { ...process.env, MUTANTS_OF: part }
  const { status } = spawnSync('npx', ['stryker', 'run', 'test/mutants/stryker.config.mjs'], {
    env,
    stdio: 'inherit',
  })
  return status !== 0
})
if (failed.length > 0) throw new Error(`below their score, or not run to the end: ${failed.join(', ')}`)
