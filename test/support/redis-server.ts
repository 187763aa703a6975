import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** Debian's `redis-server`, on a free port of this machine; it writes nothing to disk. */
export async function redisServer() {
  const socket = createServer().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  await new Promise((resolve) => socket.close(resolve))
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    tmpdir(),
  ]
  let server: ChildProcess | undefined

  return {
    url: `redis://127.0.0.1:${port}`,
    start() {
      server = spawn('redis-server', options, { stdio: 'ignore' })
    },
    async stop() {
      const stopped = server?.kill('SIGKILL') && once(server, 'exit')
      server = undefined
      await stopped
    },
  }
}
