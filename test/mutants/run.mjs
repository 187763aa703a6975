/**
 * Mutation testing: each mutant is a small change of the sources that a test must notice. Each folder of `src`
 * is a run of its own, with the tests that are about it. What was found out is kept in `reports/` when a part
 * is done, so the next run asks only about what has changed. A part that was stopped begins anew.
 *
 *     npm run test:mutants              all parts
 *     npm run test:mutants -- domains   some of them
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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

const NOTICED = ['Killed', 'Timeout']
const UNNOTICED = ['Survived', 'NoCoverage']

/** What is known of a part: how many of its mutants a test notices, and how many none does. */
function countsOf(part) {
  const { files } = JSON.parse(readFileSync(`reports/mutants-${part}.json`, 'utf8'))
  const found = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status))
  const count = (wanted) => found.filter((status) => wanted.includes(status)).length
  return { part, noticed: count(NOTICED), unnoticed: count(UNNOTICED) }
}

const percent = ({ noticed, unnoticed }) => `${((noticed / (noticed + unnoticed)) * 100).toFixed(2)} %`

const [known, missing] = [true, false].map((isKnown) =>
  Object.keys(parts).filter((part) => existsSync(`reports/mutants-${part}.json`) === isKnown),
)
const counts = known.map(countsOf)
const sum = (name) => counts.reduce((total, part) => total + part[name], 0)
const all = { part: 'all of these', noticed: sum('noticed'), unnoticed: sum('unnoticed') }
for (const part of [...counts, all])
  console.log(
    `${part.part}: ${percent(part)} noticed, ${part.unnoticed} of ${part.noticed + part.unnoticed} not`,
  )
if (missing.length > 0) console.log(`not run yet: ${missing.join(', ')}`)

if (failed.length > 0) throw new Error(`below their score, or not run to the end: ${failed.join(', ')}`)
