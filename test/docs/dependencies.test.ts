import { expect, test } from 'vitest'
import { runTimeTree } from '../support/run-time-tree.js'
import { pageAt } from './markdown.js'

/** The rows of the section's tables, each as the texts of its cells. */
const rows = (/^## Run-time dependencies\n(.*?)\n## /ms.exec(pageAt('docs/architecture.md').text)?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.slice(1, -1).split(/(?<!\\)\|/))

const packagesIn = (cell: string | undefined) =>
  Array.from(cell?.matchAll(/`([^`]+)`/g) ?? [], ([, name = '']) => name)

const OURS = 'asap-guard'

test('docs/architecture.md names what is installed for production, and who brings it', () => {
  const direct = rows.filter((cells) => cells.length === 3)
  const brought = rows.filter((cells) => cells.length === 4)
  const named = [
    ...direct.flatMap(([cell]) => packagesIn(cell).map((name) => ({ name, broughtBy: [OURS] }))),
    ...brought.flatMap(([cell, by]) => packagesIn(cell).map((name) => ({ name, broughtBy: packagesIn(by) }))),
  ]
  const installed = runTimeTree().map(({ name, broughtBy }) => ({ name, broughtBy }))
  expect(sorted(named)).toEqual(sorted(installed))
})

const sorted = (packages: readonly { name: string; broughtBy: readonly string[] }[]) =>
  packages.map(({ name, broughtBy }) => `${name}, brought by ${broughtBy.join(' and ')}`).toSorted()
