import { type AsapTenantOptions, asapGuard } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { jwksKeys } from '../../src/keys/jwks/jwks-keys.js'
import { readOptions } from '../../src/options/read-options.js'
import { readTenantOptions, withDefaults } from '../../src/options/tenants.js'
import { configError } from '../support/refusal.js'
import { GOOD, SECRET } from './rows.js'

const TENANTS = { tenant: () => 'acme', load: () => GOOD }
const BOTH = { issuer: 'https://id.example', audience: 'help-desk' }
const KEYCLOAK = { ...BOTH, jwksUri: 'http://keycloak:8080/jwks' }

/** What is wrong with the options of a guard of many tenants. */
const problemsOf = (options: object) =>
  configError(() => asapGuard({ ...TENANTS, ...options } as AsapTenantOptions)).issues

/** The settings of a tenant for which `load` gives `tenant`. */
const settingsOf = (defaults: object, tenant: object) =>
  readOptions(withDefaults(readTenantOptions({ ...TENANTS, ...defaults }).defaults, tenant), jwksKeys)

describe('the options of all tenants', () => {
  test.each<[name: string, options: object, path: string[], message: RegExp]>([
    ['load that is missing', { load: undefined }, ['load'], /must be a function/],
    ['tenant as text', { tenant: 'acme' }, ['tenant'], /must be a function/],
    ['maxTenants of 0', { maxTenants: 0 }, ['maxTenants'], /^must be a whole number from 1 to 10000000$/],
    ['half a tenant', { maxTenants: 1.5 }, ['maxTenants'], /whole number from 1/],
    ['too many tenants', { maxTenants: 10_000_001 }, ['maxTenants'], /whole number from 1 to 10000000/],
    ['a negative maxAge', { maxAge: -1 }, ['maxAge'], /seconds from 0 to 604800/],
    ['staleFor as text', { staleFor: '1h' }, ['staleFor'], /number of seconds/],
    ['a misspelt name', { maxTenant: 1 }, ['maxTenant'], /is not an option/],
    ['an option of an earlier version', { withoutOrigin: {} }, ['withoutOrigin'], /`apps/],
    ['an issuer that is not set', { issuer: undefined }, ['issuer'], /environment variable/],
    ['an audience that is not set', { audience: undefined }, ['audience'], /environment variable/],
    ['a schema that is not there', { claims: undefined }, ['claims'], /is undefined/],
    ['a claim that is not set', { domainClaim: undefined }, ['domainClaim'], /environment variable/],
    ['a revocation check that is not there', { isRevoked: undefined }, ['isRevoked'], /is undefined/],
    [
      'a key for some algorithms of another kind',
      { secret: SECRET, algorithms: ['RS256'] },
      ['algorithms'],
      /RS256/,
    ],
    ['http for every tenant', { jwks: { insecureHttp: true } }, ['jwks', 'insecureHttp'], /`load` gives/],
    [
      'http for the key set of all',
      { ...KEYCLOAK, jwks: { insecureHttp: true } },
      ['jwks', 'insecureHttp'],
      /`load`/,
    ],
    ['a domain with a scheme', { domains: ['https://help.example.com'] }, ['domains', '0'], /scheme/],
  ])('%s: refused', (_name, options, path, message) => {
    const issues = problemsOf(options)
    expect(issues).toHaveLength(1)
    expect(issues[0]?.path.map(String)).toEqual(path)
    expect(issues[0]?.message).toMatch(message)
  })

  test('https for every key set is accepted as a default', () => {
    expect(() => asapGuard({ ...TENANTS, jwks: { insecureHttp: false } })).not.toThrow()
  })

  test('an origin of an app that the domains of all approve is refused', () => {
    const apps = { claim: 'client', equals: 'app', origins: ['http://localhost:3000'] }
    expect(problemsOf({ domains: ['localhost:*'], apps })).toEqual([
      { path: ['apps', 'origins', 0], message: expect.stringContaining('already') },
    ])
  })
})

describe('an undefined option of a tenant is one that it does not have', () => {
  test('so the default holds', () => {
    const claims = { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [] }) } }
    const isRevoked = () => true
    const defaults = { ...BOTH, domainClaim: 'site', claims, isRevoked, maxLifetime: 60 }
    const unset = Object.fromEntries(Object.keys(defaults).map((name) => [name, undefined]))
    expect(settingsOf(defaults, { ...GOOD, ...unset })).toMatchObject({
      issuer: ['https://id.example'],
      audience: ['help-desk'],
      domainClaim: 'site',
      claims,
      isRevoked,
      maxLifetime: 60_000,
    })
  })

  test('but an undefined key is a missing key', () => {
    const { issues } = configError(() => settingsOf({ secret: SECRET }, { ...GOOD, secret: undefined }))
    expect(issues).toEqual([{ path: ['secret'], message: expect.stringContaining('environment variable') }])
  })
})

describe('options that go with keys', () => {
  const jwks = { maxAge: 1 }
  const ec = { publicKey: 'a key', algorithms: ['ES256'] }
  const uri = { jwksUri: 'https://id.example/jwks' }

  test.each<[name: string, defaults: Readonly<Record<string, unknown>>, tenant: object, together: object]>([
    ['keys of all, where it has none', ec, { issuer: 'a' }, { ...ec, issuer: 'a' }],
    ['no keys of all, where it has its own', ec, { publicKey: 'b' }, { ...ec, publicKey: 'b' }],
    ['no algorithms for keys of another kind', ec, { secret: 's' }, { secret: 's' }],
    [
      'algorithms, where all have no keys',
      { algorithms: ['HS512'] },
      { secret: 's' },
      { secret: 's', algorithms: ['HS512'] },
    ],
    ['no `jwks` beside a secret of all', { secret: 's', jwks }, {}, { secret: 's' }],
    ['no `jwks` beside a secret of its own', { ...uri, jwks }, { secret: 's' }, { secret: 's' }],
    ['`jwks` beside the key set of all', { ...uri, jwks }, {}, { ...uri, jwks }],
    ['`jwks` beside a key set of its own', { secret: 's', jwks }, uri, { ...uri, jwks }],
    ['no `jwks` beside no keys', { jwks }, {}, {}],
  ])('a tenant inherits %s', (_name, defaults, tenant, together) => {
    expect(withDefaults(defaults, tenant)).toEqual(together)
  })

  test('of all are checked without a tenant', () => {
    const read = (options: object) => () => readTenantOptions({ ...TENANTS, ...options })
    expect(read({ secret: SECRET, jwks })).not.toThrow()
    expect(read({ ...uri, jwks })).not.toThrow()
    expect(read({ jwksUri: 'http://id.example/jwks' })).toThrow(/jwksUri: .* must be an https address/)
    expect(read({ secret: 'short' })).toThrow(/secret: /)
  })
})

test.each([undefined, null, 'acme', 1])('%j of `load` is left to the check of options', (tenant) => {
  expect(withDefaults({ issuer: 'a' }, tenant)).toBe(tenant)
})

describe('null of a tenant', () => {
  test.each(['issuer', 'audience'])('does not loosen an %s of all', (name) => {
    for (const values of ['a', ['a', 'b']]) {
      const { issues } = configError(() => settingsOf({ [name]: values }, { ...GOOD, [name]: null }))
      expect(issues).toEqual([
        { path: [name], message: expect.stringMatching(/is null.*name those of this tenant/) },
      ])
    }
  })

  test('is accepted where the defaults name no values', () => {
    expect(settingsOf({}, { ...GOOD, issuer: null, audience: null })).toMatchObject({ issuer: undefined })
    expect(settingsOf({ issuer: null }, { ...GOOD, issuer: null })).toMatchObject({ issuer: undefined })
  })

  test('of all is narrowed by a tenant that names values', () => {
    expect(settingsOf({ issuer: null }, { ...GOOD, issuer: 'a' })).toMatchObject({ issuer: ['a'] })
  })
})

test('http for the key set of one tenant is accepted where that tenant says so', () => {
  const tenant = { domains: GOOD.domains, ...KEYCLOAK }
  expect(() => settingsOf({}, { ...tenant, jwks: { insecureHttp: true } })).not.toThrow()
  expect(configError(() => settingsOf({}, tenant)).issues).toEqual([
    { path: ['jwksUri'], message: expect.stringContaining('insecureHttp: true') },
  ])
})
