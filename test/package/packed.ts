import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.js'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The package as it would be published. */
export interface Packed {
  readonly tarball: string
  /** Paths inside the package. */
  readonly files: readonly string[]
  /** A temporary folder with the tarball in it, for whatever else a test needs. */
  readonly folder: string
  remove(): Promise<void>
}

/**
 * Packs what is in `dist` now: no script runs, so that a build does not happen under another test's feet.
 *
 * @param project where the package is. Default: here.
 */
export async function pack(project = root): Promise<Packed> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'asap-guard-package-')))
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder],
    project,
  )
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }]
  return {
    tarball: join(folder, filename),
    files: files.map(({ path }) => path),
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
