import { inspect } from 'node:util'
import { asapGuard } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readOptions } from '../../src/options/read-options.js'
import { configError } from '../support/refusal.js'

const SECRET = 'only-the-two-of-us-know-this-long-text'
const GOOD = { domains: ['help.example.com'], secret: SECRET }

const ACCEPTED: Record<string, object> = {
  'the least there is': {},
  'options that are undefined': {
    issuer: undefined,
    claims: undefined,
    cors: undefined,
    tokenCache: undefined,
  },
  'an issuer and an audience': { issuer: 'https://id.example', audience: 'help-desk' },
  'lists of them': { issuer: ['https://id.example', 'x'], audience: ['help-desk'] },
  'null for any of them': { issuer: null, audience: null },
  'the shortest times': { maxLifetime: 1, clockTolerance: 0 },
  'the longest times': { maxLifetime: 86_400, clockTolerance: 300 },
  'an origin of its own': { selfOrigin: 'https://desk.example.com:8443' },
  'a loopback origin of its own': { selfOrigin: 'http://localhost:3000' },
  'a schema': { claims: z.object({ email: z.email() }) },
  'CORS turned off': { cors: false },
  'CORS in full': { cors: { methods: ['GET'], allowedHeaders: ['X-A'], exposedHeaders: ['X-B'], maxAge: 0 } },
  'native apps': { withoutOrigin: { claim: 'client', equals: false } },
  'no cache': { tokenCache: false },
  functions: { getToken: () => undefined, isRevoked: async () => false, onDeny: () => {} },
  'an algorithm': { algorithms: ['HS256'] },
}

test.each(Object.entries(ACCEPTED))('%s: accepted', (_name, options) => {
  expect(() => asapGuard({ ...GOOD, ...options } as typeof GOOD)).not.toThrow()
})

const REFUSED: Record<string, [options: object, path: (string | number)[], message: RegExp]> = {
  'domains missing': [{ domains: undefined }, ['domains'], /list of 1 to 5/],
  'domains as text': [{ domains: 'help.example.com' }, ['domains'], /list of 1 to 5/],
  'no domains': [{ domains: [] }, ['domains'], /at least one/],
  'six domains': [
    { domains: ['a', 'b', 'c', 'd', 'e', 'f'].map((a) => `${a}.example.com`) },
    ['domains'],
    /at most 5/,
  ],
  'a domain with a scheme': [{ domains: ['https://help.example.com'] }, ['domains', 0], /scheme/],
  'an internal name': [{ domains: ['helpdesk.internal'] }, ['domains', 0], /allowInternalHosts/],

  'selfOrigin as a host': [{ selfOrigin: 'desk.example.com' }, ['selfOrigin'], /origin such as "https:/],
  'selfOrigin with a path': [{ selfOrigin: 'https://desk.example.com/' }, ['selfOrigin'], /origin such as/],
  'selfOrigin over http': [{ selfOrigin: 'http://desk.example.com' }, ['selfOrigin'], /origin such as/],
  'selfOrigin null': [{ selfOrigin: 'null' }, ['selfOrigin'], /origin such as/],
  'selfOrigin of a blob': [
    { selfOrigin: 'blob:https://desk.example.com/1' },
    ['selfOrigin'],
    /origin such as/,
  ],
  'selfOrigin of every subdomain': [
    { selfOrigin: 'https://*.example.com' },
    ['selfOrigin'],
    /origin such as/,
  ],
  'selfOrigin as a list': [{ selfOrigin: ['https://desk.example.com'] }, ['selfOrigin'], /must be a text/],

  'algorithms as text': [{ algorithms: 'HS256' }, ['algorithms'], /must be a list/],
  'no algorithms': [{ algorithms: [] }, ['algorithms'], /must name an algorithm/],
  'algorithm none': [{ algorithms: ['none'] }, ['algorithms', 0], /must be one of HS256/],
  'an algorithm in lower case': [{ algorithms: ['HS256', 'hs256'] }, ['algorithms', 1], /must be one of/],

  'issuer empty': [{ issuer: '' }, ['issuer'], /an empty one or a pattern would check nothing/],
  'issuer of a pattern': [{ issuer: /example/ }, ['issuer'], /pattern/],
  'no issuers': [{ issuer: [] }, ['issuer'], /empty/],
  'an empty issuer in a list': [{ issuer: ['https://id.example', ''] }, ['issuer', 1], /must not be empty/],
  'a pattern in a list of issuers': [{ issuer: [/example/] }, ['issuer'], /pattern/],
  'issuer false': [{ issuer: false }, ['issuer'], /null for any/],
  'audience empty': [{ audience: '' }, ['audience'], /empty/],
  'audience of a pattern': [{ audience: /x/g }, ['audience'], /pattern/],
  'audience of a number': [{ audience: 1 }, ['audience'], /must be a text/],
  'audience as an object': [{ audience: { toString: () => 'x' } }, ['audience'], /must be a text/],

  'claims as a plain object': [{ claims: { email: 'text' } }, ['claims'], /Standard Schema/],
  'claims as a function': [{ claims: () => true }, ['claims'], /Standard Schema/],

  'maxLifetime too short': [{ maxLifetime: 0 }, ['maxLifetime'], /seconds from 1 to 86400/],
  'maxLifetime too long': [{ maxLifetime: 86_401 }, ['maxLifetime'], /seconds from 1 to 86400/],
  'maxLifetime as text': [{ maxLifetime: '10m' }, ['maxLifetime'], /number of seconds/],
  'maxLifetime endless': [{ maxLifetime: Number.POSITIVE_INFINITY }, ['maxLifetime'], /number of seconds/],
  'maxLifetime null': [{ maxLifetime: null }, ['maxLifetime'], /number of seconds/],
  'clockTolerance as text': [{ clockTolerance: '5' }, ['clockTolerance'], /number of seconds from 0 to 300/],
  'clockTolerance endless': [
    { clockTolerance: Number.POSITIVE_INFINITY },
    ['clockTolerance'],
    /from 0 to 300/,
  ],
  'clockTolerance no number': [{ clockTolerance: Number.NaN }, ['clockTolerance'], /from 0 to 300/],
  'clockTolerance negative': [{ clockTolerance: -1 }, ['clockTolerance'], /from 0 to 300/],
  'clockTolerance too long': [{ clockTolerance: 300.1 }, ['clockTolerance'], /from 0 to 300/],

  'domainClaim empty': [{ domainClaim: '' }, ['domainClaim'], /must not be empty/],
  'domainClaim true': [{ domainClaim: true }, ['domainClaim'], /must be a text/],
  'withoutOrigin true': [{ withoutOrigin: true }, ['withoutOrigin'], /\{ claim, equals \}/],
  'withoutOrigin without a value': [
    { withoutOrigin: { claim: 'client' } },
    ['withoutOrigin', 'equals'],
    /must be a text/,
  ],
  'withoutOrigin with an empty value': [
    { withoutOrigin: { claim: 'a', equals: '' } },
    ['withoutOrigin', 'equals'],
    /./,
  ],
  'withoutOrigin with no number': [
    { withoutOrigin: { claim: 'a', equals: Number.NaN } },
    ['withoutOrigin', 'equals'],
    /./,
  ],

  'getToken as text': [{ getToken: 'cookie' }, ['getToken'], /must be a function/],
  'isRevoked as a list': [{ isRevoked: [] }, ['isRevoked'], /must be a function/],
  'onDeny as text': [{ onDeny: 'json' }, ['onDeny'], /must be a function/],
  'cors true': [{ cors: true }, ['cors'], /must be false or an object/],
  'cors null': [{ cors: null }, ['cors'], /must be false or an object/],
  'a CORS method of every kind': [
    { cors: { methods: ['*'] } },
    ['cors', 'methods', 0],
    /"\*" is not accepted/,
  ],
  'a CORS header of every kind': [
    { cors: { allowedHeaders: ['*'] } },
    ['cors', 'allowedHeaders', 0],
    /not accepted/,
  ],
  'a CORS header of two lines': [
    { cors: { exposedHeaders: ['a\r\nb: c'] } },
    ['cors', 'exposedHeaders', 0],
    /plain name/,
  ],
  'CORS headers as text': [{ cors: { allowedHeaders: 'X-A' } }, ['cors', 'allowedHeaders'], /must be a list/],
  'CORS with credentials': [{ cors: { credentials: true } }, ['cors', 'credentials'], /is not an option/],
  'CORS of an origin': [{ cors: { origin: '*' } }, ['cors', 'origin'], /is not an option/],
  'a CORS age as text': [{ cors: { maxAge: '600' } }, ['cors', 'maxAge'], /number of seconds/],
  'reportOnly as text': [{ reportOnly: 'false' }, ['reportOnly'], /must be true or false/],
  'tokenCache of 0': [{ tokenCache: 0 }, ['tokenCache'], /whole number from 1 to 1000000, or false/],
  'tokenCache of a half': [{ tokenCache: 0.5 }, ['tokenCache'], /whole number from 1 to 1000000, or false/],
  'tokenCache of two million': [
    { tokenCache: 2e6 },
    ['tokenCache'],
    /whole number from 1 to 1000000, or false/,
  ],
  'tokenCache true': [{ tokenCache: true }, ['tokenCache'], /whole number from 1 to 1000000, or false/],
  'allowInternalHosts as text': [
    { allowInternalHosts: 'yes' },
    ['allowInternalHosts'],
    /must be true or false/,
  ],
  'a member that would be a prototype': [
    JSON.parse('{"__proto__":{"secret":1}}'),
    ['__proto__'],
    /is not an option/,
  ],
}

test.each(Object.entries(REFUSED))('%s: refused', (_name, [options, path, message]) => {
  const { issues } = configError(() => asapGuard({ ...GOOD, ...options } as typeof GOOD))
  const issue = issues.find((found) => String(found.path) === String(path))
  expect(issue?.message, JSON.stringify(issues)).toMatch(message)
  expect(issues).toHaveLength(1)
})

test.each([
  ['domain', 'domains'],
  ['whiteList', undefined],
  ['Secret', 'secret'],
  ['algorithm', 'algorithms'],
  ['issuers', 'issuer'],
  ['aud', undefined],
  ['maxLifeTime', 'maxLifetime'],
  ['clockTolerence', 'clockTolerance'],
  ['reportonly', 'reportOnly'],
  ['onDenny', 'onDeny'],
  ['cors.maxage', 'maxAge'],
  ['cors.allowHeaders', 'allowedHeaders'],
  ['withoutOrigin.equal', 'equals'],
])('the unknown option %s is told with its near miss', (name, suggestion) => {
  const [option = '', member] = name.split('.')
  const wrong = member ? { [option]: { claim: 'a', equals: 'b', [member]: 1 } } : { [option]: 1 }
  const error = configError(() => asapGuard({ ...GOOD, ...wrong } as typeof GOOD))
  expect(error.issues).toContainEqual({ path: name.split('.'), message: 'is not an option', suggestion })
  expect(error.message).toContain(`${name}: is not an option`)
  if (suggestion) expect(error.message).toContain(`did you mean "${suggestion}"?`)
})

test('every problem is told at once, each on a line with its path', () => {
  const options = {
    domains: ['https://help.example.com', 'co.uk'],
    secret: '',
    algorithms: 'HS256',
    issuer: '',
    maxLifetime: '600',
    cors: { maxage: 1, methods: 'GET' },
    reportonly: true,
  }
  const error = configError(() => asapGuard(options as never))
  expect(error).toBeInstanceOf(TypeError)
  const paths = [
    'domains[0]',
    'domains[1]',
    'secret',
    'algorithms',
    'issuer',
    'maxLifetime',
    'cors.methods',
    'cors.maxage',
    'reportonly',
  ]
  for (const path of paths) expect(error.message).toContain(`\n  ${path}: `)
  expect(error.issues).toHaveLength(paths.length)
})

test.each([undefined, null, 'help.example.com', 1, true, [], [GOOD], () => GOOD, Symbol('x')])(
  '%j are no options',
  (options) => {
    expect(configError(() => readOptions(options)).issues).toEqual([
      { path: [], message: expect.stringMatching(/^must be an object, such as \{ domains: /) },
    ])
  },
)

test('options may come from a class, or have no prototype', () => {
  class Configuration {
    domains = ['help.example.com']
    secret = SECRET
  }
  expect(() => asapGuard(new Configuration())).not.toThrow()
  expect(() => asapGuard(Object.assign(Object.create(null), GOOD))).not.toThrow()
})

describe('what is changed after the guard was made', () => {
  const options = () => ({
    ...GOOD,
    domains: ['help.example.com'],
    issuer: ['https://id.example'],
    algorithms: ['HS256' as const],
    withoutOrigin: { claim: 'client', equals: 'app' },
    cors: { exposedHeaders: ['X-A'], methods: ['GET'] },
  })

  test('changes nothing', () => {
    const given = options()
    const settings = readOptions(given)
    given.domains[0] = 'evil.example.com'
    given.issuer.push('https://evil.example')
    given.algorithms.length = 0
    given.withoutOrigin.equals = 'anything'
    given.cors.exposedHeaders[0] = '*'
    given.cors.methods.push('TRACE')
    Object.assign(given, { maxLifetime: 86_400, isRevoked: () => false, reportOnly: true })
    const plain = (read: typeof settings) => ({ ...read, keys: undefined })
    expect(plain(settings)).toEqual(plain(readOptions(options())))
  })

  test('cannot be the settings themselves', () => {
    const settings = readOptions(options())
    expect(() => Object.assign(settings, { reportOnly: true })).toThrow(TypeError)
    expect(() => (settings.domains as unknown as string[]).push('evil.example.com')).toThrow(TypeError)
  })
})

describe('getters and proxies', () => {
  test('are asked once', () => {
    const asked: Record<string, number> = {}
    const counting = <Target extends object>(target: Target, place = ''): Target =>
      new Proxy(target, {
        get(from, name) {
          const value = Reflect.get(from, name)
          if (typeof name === 'string' && Object.hasOwn(from, name) && name !== 'length') {
            asked[place + name] = (asked[place + name] ?? 0) + 1
            if (value?.constructor === Object || Array.isArray(value))
              return counting(value, `${place}${name}.`)
          }
          return value
        },
      })
    asapGuard(counting({ ...GOOD, issuer: ['a', 'b'], algorithms: ['HS256' as const], cors: { maxAge: 1 } }))
    expect(asked).toEqual({
      domains: 1,
      'domains.0': 1,
      secret: 1,
      issuer: 1,
      'issuer.0': 1,
      'issuer.1': 1,
      algorithms: 1,
      'algorithms.0': 1,
      cors: 1,
      'cors.maxAge': 1,
    })
  })

  const throws = () => {
    throw new Error(`no access to ${SECRET}`)
  }
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    return proxy
  }
  test.each<[name: string, options: object, path: string[]]>([
    ['a getter', Object.defineProperty({ ...GOOD }, 'secret', { get: throws, enumerable: true }), ['secret']],
    [
      'a getter further in',
      { ...GOOD, cors: Object.defineProperty({}, 'maxAge', { get: throws, enumerable: true }) },
      ['cors'],
    ],
    ['a revoked list', { ...GOOD, issuer: revoked() }, ['issuer']],
    ['a proxy', new Proxy({}, { ownKeys: throws }), []],
    ['a key behind a proxy', { ...GOOD, secret: new Proxy({}, { getPrototypeOf: throws }) }, ['secret']],
    ['a cycle', { ...GOOD, cors: cycle() }, ['cors']],
  ])('that throw are told, without what they threw: %s', (_name, options, path) => {
    const error = configError(() => asapGuard(options as never))
    expect(error.issues).toEqual([{ path, message: expect.stringContaining('cannot be read') }])
    expect(inspect(error, { depth: 9 })).not.toContain(SECRET)
  })
})

function cycle() {
  const circle: Record<string, unknown> = {}
  circle.circle = circle
  return circle
}
