import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { flood, growth } from './hostile.js'
import { inProcess } from './in-process.js'
import { proof } from './proof.js'
import { markdown, preamble, type View } from './report.js'
import { startup } from './startup.js'
import { tenantFaults } from './tenant-faults.js'
import { tenants } from './tenants.js'
import { throughput } from './throughput.js'

const VIEWS: Readonly<Record<string, (how: { quick: boolean }) => Promise<View>>> = {
  throughput,
  'in-process': inProcess,
  proof,
  startup,
  tenants,
  'tenant-faults': tenantFaults,
  flood,
  growth,
}
const all = Object.keys(VIEWS)

const { values } = parseArgs({
  options: {
    /** Shorter, and less exact: to see that all works. */
    quick: { type: 'boolean', default: false },
    /** One view or some; may be repeated. */
    only: { type: 'string', multiple: true, default: all },
  },
})

const report = [preamble('npm run bench')]
console.log(report[0])
for (const name of values.only) {
  const view = VIEWS[name]
  if (view === undefined) throw new Error(`--only takes ${all.join(', ')}; not ${name}`)
  const text = markdown(await view({ quick: values.quick }))
  console.log(text)
  report.push(text)
}

// A smoke test, or a part, is no result to keep.
if (!values.quick && values.only.length === all.length) {
  const [major] = process.versions.node.split('.')
  await writeFile(new URL(`results-node-${major}.md`, import.meta.url), report.join('\n'))
}
