import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { afterAll } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules/.cache')
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, 'asap-guard-'))
afterAll(() => rmSync(folder, { recursive: true }))

buildSync({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts'],
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  splitting: true,
  outdir: folder,
})

/**
 * The file of the command line, made of the sources as they are. Its tests start it often, and to start it
 * from the sources themselves takes four times as long.
 */
export const COMMAND_LINE = join(folder, 'cli.js')
