import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { jwksServer } from '../support/jwks-server.js'
import { jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { command } from '../support/run-command.js'
import { AUDIENCE, ISSUER, signer } from '../support/signer.js'

const folder = mkdtempSync(join(tmpdir(), 'asap-guard-'))
afterAll(() => rmSync(folder, { recursive: true }))
const NO_KEY = join(folder, 'no-key')
writeFileSync(NO_KEY, 'no key')

/** Runs the command with a token on its standard input. */
const check = (
  args: readonly string[],
  input: string | Iterable<string> = '',
  variables: Readonly<Record<string, string>> = {},
) =>
  command(['check', 'help.example.com', ...args], { input, env: { ASAP_TEST_SECRET: SECRET, ...variables } })

const WITH_SECRET = ['--token', '-', '--secret-env', 'ASAP_TEST_SECRET']

describe('a good token', () => {
  test('by its secret: one line a check, in columns', async () => {
    const { status, stdout, stderr } = await check(
      [...WITH_SECRET, '--origin', 'https://help.example.com'],
      `${createJwt()}\n`,
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('✓ domains    help.example.com')
    expect(lines).toContain('✓ signature  The signature was made with the key `secret`.')
    for (const line of lines) expect(line).toMatch(/^✓ \w+ +\S/)
    expect(new Set(lines.map((line) => /^. \w+ +/.exec(line)?.[0].length))).toEqual(new Set([13]))
  })

  const { 'P-256': key } = PUBLIC_KEYS
  const jwk = key.verify.export({ format: 'jwk' })

  test.each([
    ['a PEM', key.verify.export({ type: 'spki', format: 'pem' }) as string],
    ['a PEM with a note', `Key [of staging]\n${key.verify.export({ type: 'spki', format: 'pem' })}`],
    ['a JWK', JSON.stringify(jwk)],
    ['a JWK behind white space', `\n  ${JSON.stringify(jwk)}`],
    ['a JWK Set', JSON.stringify({ keys: [{ ...jwk, kid: 'a' }] })],
  ])('by a public key in a file: %s', async (name, text) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    const token = jws('ES256', key.sign, { alg: 'ES256' }, userClaims())
    expect(await check(['--token', '-', '--public-key', file], token)).toMatchObject({ status: 0 })
  })

  test('in parts, pasted into a terminal', async () => {
    const token = createJwt()
    const { status, stderr } = await command(['check', 'help.example.com', ...WITH_SECRET], {
      input: [token.slice(0, 50), token.slice(50), '\n'],
      isTerminal: true,
      env: { ASAP_TEST_SECRET: SECRET },
    })
    expect(stderr).toBe('Paste the token, then press Enter and Ctrl+D:\n')
    expect(status).toBe(0)
  })

  test('for an internal host', async () => {
    const { status } = await command(['check', 'intranet', '--allow-internal-hosts', ...WITH_SECRET], {
      input: createJwt(),
      env: { ASAP_TEST_SECRET: SECRET },
    })
    expect(status).toBe(0)
  })

  test('by a JWKS, with issuer and audience', async () => {
    const issuer = signer('a')
    const server = await jwksServer([issuer.jwk])
    onTestFinished(() => server.stop())
    const args = ['--token', '-', '--jwks-uri', server.uri, '--audience', AUDIENCE]
    expect(await check([...args, '--issuer', ISSUER], issuer.token())).toMatchObject({ status: 0 })
    const { status, stdout } = await check([...args, '--issuer', `${ISSUER}/`], issuer.token())
    expect(status).toBe(1)
    expect(stdout).toMatch(/^✗ issuer +token_issuer: .*slash at the end/m)
  })
})

describe('a bad token', () => {
  test('says each thing that is wrong, with its code', async () => {
    const token = createJwt({ secret: `${SECRET}\n`, exp: 1_000_000_000, iat: 999_999_900 })
    const { status, stdout } = await check([...WITH_SECRET, '--origin', 'http://help.example.com'], token)
    expect(status).toBe(1)
    expect(stdout).toMatch(/^✗ origin +origin_insecure: /m)
    expect(stdout).toMatch(/^✗ signature +token_signature: .*line end/m)
    expect(stdout).toMatch(/^✗ expiry +token_expired: .*2001-09-09/m)
    expect(stdout).toMatch(/\nSee docs\/errors\.md#origin_insecure\n$/)
    for (const part of token.split('.')) expect(stdout).not.toContain(part)
  })

  test('--json prints what guard.diagnose gives', async () => {
    const { status, stdout } = await check([...WITH_SECRET, '--json'], 'abc')
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      allowed: false,
      code: 'token_malformed',
      steps: [{ check: 'domains', passed: true }, { check: 'origin' }, { check: 'format', passed: false }],
    })
  })
})

describe('what cannot be asked ends with 1 and says what to give', () => {
  const token = createJwt()

  test.each([
    [
      'a token on the command line',
      ['--token', token, '--secret-env', 'ASAP_TEST_SECRET'],
      /standard input.*not shown/,
    ],
    ['a token behind a sign of equality', [`--token=${token}`], /standard input/],
    ['a token among the domains', [token, ...WITH_SECRET], /domain 2 looks like a token/],
    ['an issuer of nothing', [...WITH_SECRET, '--issuer', ''], /--issuer +must be a text/],
    ['an audience of nothing', [...WITH_SECRET, '--audience', ''], /--audience +must be a text/],
    ['no key', ['--token', '-'], /--secret-env NAME, --public-key FILE or --jwks-uri URL/],
    ['two keys', [...WITH_SECRET, '--jwks-uri', 'https://id.example'], /exactly one/],
    [
      'a variable that is not set',
      ['--token', '-', '--secret-env', 'ASAP_UNSET'],
      /none of this name is set/,
    ],
    ['the secret in place of its name', ['--token', '-', '--secret-env', SECRET], /command line/],
    [
      'a file that is not there',
      ['--token', '-', '--public-key', join(folder, 'none')],
      /cannot be read \(ENOENT\)/,
    ],
    ['a file that is no key', ['--token', '-', '--public-key', NO_KEY], /--public-key +is no PEM/],
    [
      'a key address that is not safe',
      ['--token', '-', '--jwks-uri', 'http://id.example/jwks'],
      /--jwks-uri .*https/,
    ],
    ['a key and no token', ['--secret-env', 'ASAP_TEST_SECRET'], /goes with --token -/],
  ] as [string, string[], RegExp][])('%s', async (_name, args, says) => {
    const { status, stdout, stderr } = await check(args, token)
    expect(status).toBe(1)
    expect(stdout).toMatch(says)
    for (const secret of [SECRET, ...token.split('.')]) expect(stdout + stderr).not.toContain(secret)
  })

  test('nothing on standard input', async () => {
    const { status, stdout } = await check(WITH_SECRET)
    expect(status).toBe(1)
    expect(stdout).toMatch(/Nothing came from standard input/)
  })

  test('more than a mebibyte on standard input is not read to its end', async () => {
    let parts = 0
    function* input() {
      while (parts < 9) {
        parts += 1
        yield 'x'.repeat(512 * 1024)
      }
    }
    const { status, stdout } = await check(WITH_SECRET, input())
    expect(status).toBe(1)
    expect(stdout).toContain('token_malformed')
    expect(parts).toBeLessThan(9)
  })

  test('what comes behind a mebibyte is read', async () => {
    expect(await check(WITH_SECRET, [' '.repeat(1024 * 1024), token])).toMatchObject({ status: 0 })
  })

  test('a file that begins like JSON, and is none', async () => {
    const file = join(folder, 'half')
    writeFileSync(file, '{"kty":"EC"')
    const { status, stdout } = await check(['--token', '-', '--public-key', file], token)
    expect(status).toBe(1)
    expect(stdout).toContain(
      '✗ key      The file of --public-key begins like JSON, but it is none: is it whole?',
    )
  })

  test.each<[says: string, check: string, args: string[]]>([
    ['--token takes "-" alone', 'token', ['--token', 'x']],
    ['Nothing came from standard input', 'token', WITH_SECRET],
    ['--issuer goes with --token -', 'token', ['--issuer', 'x']],
    ['A signature is verified with a key', 'key', ['--token', '-']],
  ])('"%s" is about the %s, as --json says', async (says, about, args) => {
    const { steps, allowed } = JSON.parse((await check([...args, '--json'])).stdout)
    expect(allowed).toBe(false)
    expect(steps.at(-1)).toEqual({ check: about, passed: false, says: expect.stringContaining(says) })
  })

  test('a secret with a line end', async () => {
    const { status, stdout } = await check(WITH_SECRET, token, { ASAP_TEST_SECRET: `${SECRET}\n` })
    expect(status).toBe(1)
    expect(stdout).toMatch(/^✗ --secret-env +ends with a line end/m)
  })
})
