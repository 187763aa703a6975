import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import jsonwebtoken from 'jsonwebtoken'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The first block of code under a heading of the README. */
function codeUnder(heading: string): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, section = ''] = readme.split(`\n## ${heading}\n`)
  return /```js\n(.*?)```/s.exec(section)?.[1] ?? ''
}

test('the quick start of the README works as it stands', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quick-start-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/asap-guard'))
  symlinkSync(join(root, 'node_modules/express'), join(folder, 'node_modules/express'))
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const secret = randomBytes(48).toString('base64')
  writeFileSync(join(folder, 'server.mjs'), codeUnder('Quick start'))
  const env = { ...process.env, ASAP_SECRET: secret, PORT: String(port) }
  const server = spawn(process.execPath, ['server.mjs'], { cwd: folder, env, stdio: 'inherit' })
  onTestFinished(() => {
    server.kill()
    rmSync(folder, { recursive: true })
  })

  const token = jsonwebtoken.sign({ email: 'sam@example.com' }, secret, { expiresIn: '5m' })
  const call = (origin: string, authorization?: string) =>
    fetch(`http://127.0.0.1:${port}/widget/api/tickets`, {
      headers: { origin, ...(authorization && { authorization }) },
    })
  await expect
    .poll(() => call('https://help.example.com').catch(() => undefined), { timeout: 20_000 })
    .toBeDefined()

  const good = await call('https://help.example.com', `Bearer ${token}`)
  expect([good.status, await good.json()]).toEqual([
    200,
    { user: 'sam@example.com', domain: 'help.example.com' },
  ])
  expect((await call('https://evil.example', `Bearer ${token}`)).status).toBe(403)
  expect((await call('https://help.example.com')).status).toBe(401)
})
