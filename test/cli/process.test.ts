import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { COMMAND_LINE } from '../support/command-line.js'
import { createJwt, SECRET } from '../support/create-jwt.js'

/** Starts the command as npx does. */
function asapGuard(
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Readonly<Record<string, string>> } = {},
) {
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...others } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND_LINE, ...args], {
    encoding: 'utf8',
    env: { ...others, ...env },
    input,
  })
  return { status, stdout, stderr }
}

test('says by its exit code whether all is well', () => {
  expect(asapGuard(['check', 'example.com'])).toEqual({ status: 0, stdout: '✓ example.com\n', stderr: '' })
  expect(asapGuard(['check', 'co.uk']).status).toBe(1)
})

test('reads the token from standard input, and the secret from a variable', () => {
  const args = ['check', 'example.com', '--token', '-', '--secret-env', 'ASAP_TEST_SECRET']
  const { status, stdout } = asapGuard(args, { input: createJwt(), env: { ASAP_TEST_SECRET: SECRET } })
  expect(stdout).toContain('✓ signature  The signature was made with the key `secret`.\n')
  expect(status).toBe(0)
})

test('a reader that goes away, such as head, is no error', async () => {
  const child = spawn(process.execPath, [COMMAND_LINE, 'check', 'example.com'])
  child.stdout.destroy()
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect({ said, status }).toEqual({ said: '', status: 0 })
})

test('uses colours in a terminal, unless NO_COLOR is set', () => {
  const args = ['check', 'example.com']
  expect(asapGuard(args, { env: { FORCE_COLOR: '1' } }).stdout).toBe('\x1b[32m✓\x1b[39m example.com\n')
  expect(asapGuard(args, { env: { NO_COLOR: '1' } }).stdout).toBe('✓ example.com\n')
  expect(asapGuard(['check', 'co.uk'], { env: { FORCE_COLOR: '1' } }).stdout).toMatch(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the colour
    /^\x1b\[31m✗\x1b\[39m "co\.uk"/,
  )
})
