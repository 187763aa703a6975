import { join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { manifest } from './manifest.js'
import { root } from './packed.js'
import { runNode } from './run.js'

it('asap-guard/domains runs where there is no Node: neither it nor what it needs imports a built-in', async () => {
  const { import: targets } = manifest.exports['./domains'] as { import: { default: string } }
  const script = join(root, 'test/package/run-in-vm.mjs')
  const { stdout } = await runNode(
    ['--experimental-vm-modules', '--no-warnings', script, targets.default],
    root,
  )
  const { files, results } = JSON.parse(stdout) as { files: string[]; results: unknown[] }

  expect(results).toMatchObject([
    { success: true, data: ['xn--bcher-kva.example.com'] },
    { success: false, issues: [{ path: [0] }] },
    { success: false, issues: [{ path: [0], suggestion: 'example.com' }] },
  ])
  // The whole walk was seen: our files, and nothing beside the two packages that the validator is made of.
  const homes = files.map((file) => relative(root, file).split('/').slice(0, 2).join('/'))
  expect(new Set(homes)).toEqual(
    new Set(['dist/esm', 'node_modules/zod', 'node_modules/tldts', 'node_modules/tldts-core']),
  )
})
