import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

function asapGuard(...args: readonly string[]) {
  const { status, stdout } = spawnSync('node_modules/.bin/tsx', ['src/cli.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return { status, stdout }
}

describe('asap-guard check', () => {
  test('accepts a good list and prints its normal form', () => {
    expect(asapGuard('check', 'Example.com', '*.example.org')).toEqual({
      status: 0,
      stdout: '✓ example.com\n✓ *.example.org\n',
    })
  })

  test('names each wrong entry with its reason and the right spelling', () => {
    const { status, stdout } = asapGuard('check', 'https://Shop.Example.com/', 'co.uk')
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^✗ "https:\/\/Shop\.Example\.com\/": .*scheme.*did you mean "shop\.example\.com"/m,
    )
    expect(stdout).toMatch(/^✗ "co\.uk": .*public suffix/m)
  })

  test('explains why a site is let in or refused, and says it by its exit code', () => {
    const good = asapGuard('check', '*.example.org', '--origin', 'https://a.example.org')
    expect(good.status).toBe(0)
    expect(good.stdout).toContain('https://a.example.org matches the approved domain *.example.org')
    const bad = asapGuard('check', 'example.com', '--origin', 'http://example.com')
    expect(bad.status).toBe(1)
    expect(bad.stdout).toMatch(/✗ .*https/)
  })

  test('accepts internal hosts when asked to', () => {
    expect(asapGuard('check', 'intranet').status).toBe(1)
    expect(asapGuard('check', 'intranet', '--allow-internal-hosts').status).toBe(0)
  })

  test('explains itself, with exit code 1 where it was called wrongly', () => {
    expect(asapGuard('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage: asap-guard check'),
    })
    expect(asapGuard('chek', 'example.com')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('Usage'),
    })
    expect(asapGuard('check', 'example.com', '--orgin', 'x')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('Usage'),
    })
    expect(asapGuard('check')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('at least one domain'),
    })
  })
})
