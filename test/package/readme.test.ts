import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blocksUnder, pageAt } from '../docs/markdown.js'
import { installConsumer } from './consumer.js'
import { type Packed, pack } from './packed.js'
import { run } from './run.js'

// The quick start as it is printed, with the packed package in a folder of its own. Only the port is another.

const [setUp = '', server = '', calls = ''] = blocksUnder(pageAt('README.md'), 'Quick start').map(
  ({ code }) => code,
)
const [install = '', ...settings] = setUp.split('\n')
const [, start = ''] = /^Start it with `(.+?)`/m.exec(pageAt('README.md').text) ?? []

let packed: Packed
let folder: string
let backend: ChildProcess
let port: number
beforeAll(async () => {
  packed = await pack()
  folder = await installConsumer(packed, 5)
  port = await freePort()
})
afterAll(async () => {
  backend?.kill()
  await packed?.remove()
})

test('the quick start uses nothing that it does not install', () => {
  const installed = install.replace(/ #.*/, '').split(' ').slice(2)
  const used = `${server}\n${calls}`.matchAll(/\bfrom '([^']+)'|\brequire\('([^']+)'\)/g)
  expect(installed).toEqual(
    expect.arrayContaining(Array.from(used, ([, imported, required]) => imported ?? required)),
  )
  expect(install).toMatch(/^npm install asap-guard express /)
})

test('the quick start answers as its comments say', async () => {
  const inFolder = (command: string) => run('bash', ['-c', command.replaceAll('3000', String(port))], folder)
  await inFolder(settings.join('\n'))
  await writeFile(join(folder, 'server.mjs'), server.replace('3000', String(port)))
  const [program = '', ...args] = start.split(' ')
  backend = spawn(program, args, { cwd: folder, stdio: 'inherit' })
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}`).then(
          () => 'up',
          () => 'down',
        ),
      { timeout: 20_000 },
    )
    .toBe('up')

  const { stdout } = await inFolder(calls)
  const expected = Array.from(calls.matchAll(/# (\d+)$/gm), ([, status]) => Number(status))
  expect(expected).toEqual([200, 403, 401])
  expect(Array.from(stdout.matchAll(/HTTP\/1\.1 (\d+) /g), ([, status]) => Number(status))).toEqual(expected)
  expect(stdout).toContain('{"user":"sam@example.com","domain":"help.example.com"}')
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  return port
}
