import { beforeAll, expect, it } from 'vitest'
import { runTimeTree } from '../support/run-time-tree.js'
import { manifest } from './manifest.js'
import { root } from './packed.js'
import { run } from './run.js'

interface Component {
  readonly name: string
  readonly version: string
  readonly licenses?: readonly object[]
  readonly hashes?: readonly object[]
  readonly externalReferences: readonly { readonly type: string }[]
}

interface BillOfMaterials {
  readonly bomFormat: string
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

let bill: BillOfMaterials
beforeAll(async () => {
  const { stdout } = await run('npm', ['run', '--silent', 'sbom'], root)
  bill = JSON.parse(stdout)
})

const named = ({ name, version }: { name: string; version: string }) => `${name}@${version}`

it('is about this package', () => {
  const { name, version } = manifest
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name, version } } })
})

it('lists exactly what is installed for production', () => {
  expect(bill.components.map(named).toSorted()).toEqual(runTimeTree().map(named).toSorted())
})

it('says who needs what', () => {
  const needed = runTimeTree().flatMap((each) => each.broughtBy.map((name) => `${name} needs ${named(each)}`))
  const said = bill.dependencies.flatMap(({ ref, dependsOn }) =>
    dependsOn.map((other) => `${ref.replace(/@[^@]+$/, '')} needs ${other}`),
  )
  expect(said.toSorted()).toEqual(needed.toSorted())
})

it('has the licence and the hash of each, and not from where it was downloaded', () => {
  for (const { name, licenses, hashes, externalReferences } of bill.components) {
    expect(licenses, name).toHaveLength(1)
    expect(hashes, name).toHaveLength(1)
    expect(externalReferences.map(({ type }) => type)).not.toContain('distribution')
  }
})
