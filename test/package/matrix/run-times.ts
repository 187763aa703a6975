import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../packed.js'
import { run } from '../run.js'

/** A JavaScript run-time that npm has as a package, one for each kind of machine, with the program in it. */
export interface RunTime {
  readonly name: string
  readonly package: string
  /** A version, range or tag of the package. */
  readonly wanted: string
  /** Where in the package the program is. */
  readonly program: string
  /** What stands before the name of a script. */
  readonly args: readonly string[]
}

/** A run-time that is on this machine. */
export interface Program {
  /** `Node 24.11.1` */
  readonly title: string
  readonly path: string
  readonly args: readonly string[]
}

const { platform, arch } = process

const node = (version: string): RunTime => ({
  name: `Node ${version}`,
  package: `node-${platform}-${arch}`,
  wanted: version,
  program: 'bin/node',
  args: [],
})

export const NEWEST_NODE = node('26')

const BUN: RunTime = {
  name: 'Bun',
  package: `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}`,
  wanted: 'latest',
  program: 'bin/bun',
  args: ['run', '--no-install'],
}

const DENO: RunTime = {
  name: 'Deno',
  package: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`,
  wanted: 'latest',
  program: 'deno',
  args: ['run', '--no-prompt', '--allow-net=127.0.0.1', '--allow-env', '--allow-read=.'],
}

export const RUN_TIMES = [node('20.19'), node('22'), node('24'), NEWEST_NODE, BUN, DENO]

/** What is here needs no download. `npm ci` empties it. */
const CACHE = join(root, 'node_modules/.cache/run-times')

/** How long a download may take, in milliseconds. */
const PATIENCE = 240_000

/** Fetches a run-time, unless it was fetched before, and asks it for its version. */
export async function fetchRunTime(runTime: RunTime): Promise<Program> {
  const folder = join(CACHE, runTime.name)
  const path = join(folder, 'node_modules', runTime.package, runTime.program)
  if (!existsSync(path)) {
    await mkdir(folder, { recursive: true })
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const wanted = `${runTime.package}@${runTime.wanted}`
    await run('npm', ['install', '--prefix', folder, ...options, wanted], folder, { timeout: PATIENCE })
  }
  const { stdout } = await run(path, ['--version'], folder)
  const [version = ''] = stdout.match(/\d+\.\d+\.\d+/) ?? []
  return { title: `${runTime.name.replace(/ .*/, '')} ${version}`, path, args: runTime.args }
}

/** Why a run-time could not be fetched: the first line that npm wrote. */
export function reasonOf(error: unknown): string {
  const [, line] = (error as Error).message.split('\n')
  return line || 'it took too long'
}
