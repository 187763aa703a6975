import { describe, expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { command } from '../support/run-command.js'

const asapGuard = (...args: readonly string[]) => command(args)

describe('asap-guard check', () => {
  test('accepts a good list and prints its normal form', async () => {
    expect(await asapGuard('check', 'Example.com', '*.example.org')).toEqual({
      status: 0,
      stdout: '✓ example.com\n✓ *.example.org\n',
      stderr: '',
    })
  })

  test('names each wrong entry with its reason and the right spelling', async () => {
    const { status, stdout } = await asapGuard('check', 'https://Shop.Example.com/', 'co.uk')
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^✗ "https:\/\/Shop\.Example\.com\/": .*scheme.*did you mean "shop\.example\.com"/m,
    )
    expect(stdout).toMatch(/^✗ "co\.uk": .*public suffix/m)
  })

  test('explains why a site is let in or refused, and says it by its exit code', async () => {
    const good = await asapGuard('check', '*.example.org', '--origin', 'https://a.example.org')
    expect(good.status).toBe(0)
    expect(good.stdout).toContain('https://a.example.org matches the approved domain *.example.org')
    const bad = await asapGuard('check', 'example.com', '--origin', 'http://example.com')
    expect(bad.status).toBe(1)
    expect(bad.stdout).toMatch(/✗ .*https.*\nSee docs\/errors\.md#origin_insecure\n$/)
  })

  test.each([
    [
      'a port',
      'localhost',
      'http://localhost:5173',
      1,
      /^✗ .*"localhost" is listed.* list "localhost:5173"/m,
    ],
    [
      'www',
      'example.com',
      'https://www.example.com',
      1,
      /^✗ .*"example\.com" is listed.* list "www\.example\.com"/m,
    ],
    [
      'the address of a page',
      'example.com',
      'https://example.com/',
      1,
      /^✗ .*"https:\/\/example\.com\/".* would be allowed/m,
    ],
    [
      'a host alone',
      'example.com',
      'example.com',
      1,
      /^✗ .* Browsers send "https:\/\/example\.com" for it, .* would be allowed/m,
    ],
    ['an app', 'example.com', 'capacitor://localhost', 1, /^✗ .*\(Capacitor\).*`apps\.origins`/m],
  ])('names a near miss of the site: %s', async (_name, domain, origin, status, line) => {
    const answer = await asapGuard('check', domain, '--origin', origin)
    expect(answer.status).toBe(status)
    expect(answer.stdout).toMatch(line)
  })

  test('refuses a token among the domains, and does not quote it', async () => {
    const token = createJwt()
    for (const argument of [token, `Bearer ${token}`, `https://example.com/?token=${token}`]) {
      const { status, stdout } = await asapGuard('check', 'example.com', argument)
      expect(status).toBe(1)
      expect(stdout).toMatch(/^✗ domain 2 looks like a token/)
      for (const part of token.split('.')) expect(stdout).not.toContain(part)
    }
  })

  test('quotes no token that stands in place of the site', async () => {
    const token = createJwt()
    const { status, stdout } = await asapGuard('check', 'example.com', '--origin', token)
    expect(status).toBe(1)
    for (const part of token.split('.')) expect(stdout).not.toContain(part)
  })

  test('--json says what each line is about', async () => {
    const stepsOf = async (...args: string[]) =>
      JSON.parse((await asapGuard('check', ...args, '--json')).stdout)
    expect(await stepsOf('example.com', '--origin', 'https://example.com')).toEqual({
      allowed: true,
      steps: [
        { check: 'domains', passed: true, says: 'example.com' },
        {
          check: 'origin',
          passed: true,
          says: 'https://example.com matches the approved domain example.com.',
        },
      ],
    })
    expect(await stepsOf('example.com', '--origin', 'null')).toMatchObject({
      allowed: false,
      code: 'origin_opaque',
      steps: [{ check: 'domains' }, { check: 'origin', passed: false, code: 'origin_opaque' }],
    })
    expect(await stepsOf('co.uk')).toMatchObject({
      allowed: false,
      steps: [{ check: 'domains', passed: false }],
    })
    expect(await stepsOf(createJwt())).toMatchObject({ steps: [{ check: 'domains', passed: false }] })
  })

  test('accepts internal hosts when asked to', async () => {
    expect((await asapGuard('check', 'intranet')).status).toBe(1)
    expect((await asapGuard('check', 'intranet', '--allow-internal-hosts')).status).toBe(0)
  })

  test('explains itself, with exit code 1 where it was called wrongly', async () => {
    expect(await asapGuard('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage: asap-guard check'),
    })
    expect(await asapGuard('chek', 'example.com')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('Usage'),
    })
    expect(await asapGuard('check', 'example.com', '--orgin', 'x')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('Usage'),
    })
    expect(await asapGuard('check')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('at least one domain'),
    })
  })
})
