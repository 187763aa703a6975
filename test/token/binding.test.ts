import { describe, expect, test } from 'vitest'
import { boundSites, checkBinding, isAppToken } from '../../src/token/binding.js'
import { refusal } from '../support/refusal.js'

const check = (site: unknown, origin: string, allowInternalHosts = false) =>
  checkBinding(boundSites({ site }, 'site', allowInternalHosts), origin)

test.each<[name: string, site: unknown, origin: string]>([
  ['its host', 'help.example.com', 'https://help.example.com'],
  ['its host, with the default port spelt out', 'help.example.com:443', 'https://help.example.com'],
  ['its host and port', 'help.example.com:8443', 'https://help.example.com:8443'],
  ['a subdomain of it', '*.example.com', 'https://a.b.example.com'],
  ['one of several hosts', ['a.example.com', 'help.example.com'], 'https://help.example.com'],
  ['a loopback host on any port', 'localhost:*', 'http://localhost:3000'],
  ['a host in other letters', 'HELP.Example.com', 'https://help.example.com'],
])('a token bound to %s may be used there', (_name, site, origin) => {
  expect(() => check(site, origin)).not.toThrow()
})

test.each<[name: string, site: unknown, origin: string]>([
  ['another host', 'a.example.com', 'https://help.example.com'],
  ['a host that goes on', 'help.example.co', 'https://help.example.com'],
  ['a subdomain', '*.example.com', 'https://example.com'],
  ['the domain above', 'example.com', 'https://help.example.com'],
  ['another port', 'help.example.com:8443', 'https://help.example.com'],
  ['the secure host', 'help.example.com', 'http://help.example.com'],
  ['other hosts', ['a.example.com', 'b.example.com'], 'https://help.example.com'],
])('a token bound to %s may not be used elsewhere', (_name, site, origin) => {
  const error = refusal(() => check(site, origin))
  expect(error).toMatchObject({ code: 'token_domain', status: 403 })
  expect(error.detail).toMatch(/names another site/)
})

const MALFORMED: unknown[] = [
  undefined,
  null,
  true,
  1,
  '',
  '*',
  'https://help.example.com',
  'help.example.com/',
  'help.example.com, a.example.com',
  'com',
  '*.com',
  [],
  [''],
  ['help.example.com', 1],
  ['help.example.com', 'https://a.example.com'],
  ['help.example.com', 'help.example.com'],
  [['help.example.com']],
  Array.from({ length: 6 }, (_, index) => `h${index}.help.example.com`),
  { 0: 'help.example.com', length: 1 },
]

test.each(MALFORMED)('a claim of %j binds to no site at all', (site) => {
  const error = refusal(() => check(site, 'https://help.example.com'))
  expect(error.code).toBe('token_domain')
  expect(error.detail).toMatch(/names no valid host/)
})

test('an internal host binds where internal hosts are accepted', () => {
  expect(() => check('helpdesk.internal', 'https://helpdesk.internal', true)).not.toThrow()
  expect(refusal(() => check('helpdesk.internal', 'https://helpdesk.internal')).code).toBe('token_domain')
})

test.each(['toString', '__proto__', 'constructor'])(
  'a claim called %s is read from the token alone',
  (claim) => {
    expect(boundSites({}, claim, false)).toEqual([])
    expect(boundSites(JSON.parse(`{"${claim}":"help.example.com"}`), claim, false)).toEqual([
      'help.example.com',
    ])
  },
)

describe('a native app', () => {
  const rule = { claim: 'client', equals: 'app' }

  test.each<[payload: object, rule: Parameters<typeof isAppToken>[1], expected: boolean]>([
    [{ client: 'app' }, rule, true],
    [{ client: 'App' }, rule, false],
    [{ client: ['app'] }, rule, false],
    [{}, rule, false],
    [{ client: 'app' }, undefined, false],
    [{ client: true }, { claim: 'client', equals: true }, true],
    [{ client: 'true' }, { claim: 'client', equals: true }, false],
    [{ client: 1 }, { claim: 'client', equals: true }, false],
    [{ client: 0 }, { claim: 'client', equals: false }, false],
    [{ client: null }, { claim: 'client', equals: false }, false],
    [{}, { claim: 'toString', equals: 'app' }, false],
  ])('is told by %j under %j: %s', (payload, rule, expected) => {
    expect(isAppToken(payload as Record<string, unknown>, rule)).toBe(expected)
  })
})

test('what is on Object.prototype binds no token, and makes none an app’s', () => {
  Object.assign(Object.prototype, { site: 'help.example.com', client: 'app' })
  const [sites, isApp] = [boundSites({}, 'site', false), isAppToken({}, { claim: 'client', equals: 'app' })]
  for (const name of ['site', 'client']) Reflect.deleteProperty(Object.prototype, name)
  expect(sites).toEqual([])
  expect(isApp).toBe(false)
})
