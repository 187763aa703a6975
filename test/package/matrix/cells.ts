import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeJson } from '../consumer.js'
import type { Packed } from '../packed.js'
import { run } from '../run.js'
import type { Program } from './run-times.js'

/** The oldest Express that the package allows, and the newest of each major version. */
export const EXPRESSES = ['4.18.0', '4', '5']

/** A project in which nothing is installed but the tarball and an Express, with what these need. */
export interface Project {
  /** `Express 5.1.0` */
  readonly title: string
  readonly folder: string
}

/** Two ways to load the package. Each calls what it guards. */
const LOADERS = ['import.mjs', 'require.cjs']
const CALLS = 'calls.mjs'

const ANSWERS = [
  'an approved call: 200 user@example.com',
  'an unlisted site: 403 origin_not_whitelisted',
  'no token: 401 token_missing',
  'a preflight: 204 https://help.example.com',
  'a token of the key set: 200 user@example.com',
  'a token of no key in the set: 401 token_algorithm',
  'a bound token and its proof: 200 user@example.com',
  'a proof that is used again: 401 proof_replayed',
  'a handshake: 101',
  'a handshake of an unlisted site: 403',
]

/** In development the guard says on the terminal what it refuses. Here, whatever is said there is a fault. */
const PRODUCTION = { ...process.env, NODE_ENV: 'production' }

/** How long a script may take, in milliseconds. */
const PATIENCE = 60_000

/** Installs the newest versions that the package allows, as a user gets them today. */
export async function installProject(packed: Packed, express: string): Promise<Project> {
  const folder = join(packed.folder, `matrix-express-${express}`)
  await writeJson(folder, 'package.json', { private: true })
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  await run('npm', ['install', ...options, packed.tarball, `express@${express}`], folder)
  for (const file of [...LOADERS, CALLS])
    await copyFile(fileURLToPath(new URL(file, import.meta.url)), join(folder, file))
  const installed = await readFile(join(folder, 'node_modules/express/package.json'), 'utf8')
  return { title: `Express ${JSON.parse(installed).version}`, folder }
}

/** What goes wrong on a run-time beside an Express. */
export async function faultsOf(program: Program, project: Project): Promise<string[]> {
  const faults: string[] = []
  for (const loader of LOADERS)
    for (const fault of await faultsOfScript(loader, program, project)) faults.push(`${loader}: ${fault}`)
  return faults
}

async function faultsOfScript(script: string, { path, args }: Program, { folder }: Project) {
  try {
    const { stdout, stderr } = await run(path, [...args, script], folder, {
      timeout: PATIENCE,
      env: PRODUCTION,
    })
    const lines = `${stdout}${stderr}`.trimEnd().split('\n')
    const missing = ANSWERS.filter((answer) => !lines.includes(answer))
    const unexpected = lines.filter((line) => !ANSWERS.includes(line))
    return [
      ...missing.map((line) => `did not print "${line}"`),
      ...unexpected.map((line) => `printed "${line}"`),
    ]
  } catch (error) {
    return [(error as Error).message]
  }
}
