import { join, relative } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { manifest } from './manifest.js'
import { root } from './packed.js'
import { runNode } from './run.js'

const { import: targets } = manifest.exports['./domains'] as { import: { default: string } }

it('asap-guard/domains runs where there is no Node: neither it nor what it needs imports a built-in', async () => {
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
  expect(homesOf(files)).toEqual(OURS_AND_TLDTS)
})

/** The Public Suffix List alone is 130 KiB. */
const LARGEST = 160 * 1024

it('asap-guard/domains is at most 160 KiB, bundled and minified for a browser', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, targets.default)],
    absWorkingDir: root,
    platform: 'browser',
    format: 'esm',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
  })
  expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(LARGEST)
  expect(homesOf(Object.keys(metafile.inputs).map((file) => join(root, file)))).toEqual(OURS_AND_TLDTS)
})

/** Our files, and nothing beside the one package that the validator needs. */
const OURS_AND_TLDTS = ['dist/esm', 'node_modules/tldts', 'node_modules/tldts-core']

function homesOf(files: readonly string[]): string[] {
  const homes = files.map((file) => relative(root, file).split('/').slice(0, 2).join('/'))
  return [...new Set(homes)].sort()
}
