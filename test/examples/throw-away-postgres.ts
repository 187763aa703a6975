import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'

/** Where Debian's packages put one folder a version. */
const installed = '/usr/lib/postgresql'

/** PostgreSQL refuses to run as root; `nobody` will do. */
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

/**
 * The programs of the newest version. Without one the tests are skipped, out loud, or fail if
 * ASAP_REQUIRE_POSTGRES=1.
 */
export function postgresIsMissing(): boolean {
  if (programs() || process.env.ASAP_REQUIRE_POSTGRES === '1') return false
  console.warn(
    `SKIPPED: these tests need a PostgreSQL in ${installed}. ASAP_REQUIRE_POSTGRES=1 makes its absence a failure.`,
  )
  return true
}

function programs(): string | undefined {
  const versions = existsSync(installed) ? readdirSync(installed) : []
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(installed, version, 'bin'))
  return folders.find((folder) => existsSync(join(folder, 'initdb')))
}

export interface ThrowAwayPostgres {
  url: string
  stop(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

/** A cluster of its own in a temporary folder, reached through a socket file there: it takes no port. */
export async function throwAwayPostgres(): Promise<ThrowAwayPostgres> {
  const bin = programs()
  if (!bin) throw new Error(`There is no PostgreSQL in ${installed}`)
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'))
  if (user.uid) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const options = { ...user, cwd: folder, env: { LC_ALL: 'C' } }
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], options)

  const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`
  let server: ChildProcess

  async function start(): Promise<void> {
    const settings = ['-c', 'listen_addresses=', '-c', 'fsync=off']
    server = spawn(join(bin as string, 'postgres'), ['-D', data, '-k', folder, ...settings], {
      ...options,
      stdio: 'ignore',
    })
    while (!(await answers(url))) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with exit code ${server.exitCode}`)
      await setTimeout(50)
    }
  }

  /** At once: open connections are cut. */
  async function stop(): Promise<void> {
    const exit = once(server, 'exit')
    server.kill('SIGINT')
    await exit
  }

  await start()
  return {
    url,
    start,
    stop,
    async remove() {
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}
