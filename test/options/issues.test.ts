import { asapGuard } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { configError } from '../support/refusal.js'
import { GOOD, problemsOf, testAccepted } from './rows.js'

testAccepted({
  'the least there is': {},
  'options that add no check and are undefined': {
    selfOrigin: undefined,
    publicKey: undefined,
    jwksUri: undefined,
    jwks: undefined,
    maxLifetime: undefined,
    clockTolerance: undefined,
    guests: undefined,
    cors: undefined,
    reportOnly: undefined,
    onDeny: undefined,
    getToken: undefined,
    tokenCache: undefined,
    allowInternalHosts: undefined,
  },
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
  ['guest', 'guests'],
  ['cors.maxage', 'maxAge'],
  ['cors.allowHeaders', 'allowedHeaders'],
  ['apps.equal', 'equals'],
  ['apps.origin', 'origins'],
])('the unknown option %s is told with its near miss', (name, suggestion) => {
  const [option = '', member] = name.split('.')
  const wrong = member ? { [option]: { claim: 'a', equals: 'b', [member]: 1 } } : { [option]: 1 }
  const error = configError(() => asapGuard({ ...GOOD, ...wrong } as typeof GOOD))
  expect(error.issues).toContainEqual({ path: name.split('.'), message: 'is not an option', suggestion })
  expect(error.message).toContain(`${name}: is not an option`)
  if (suggestion) expect(error.message).toContain(`did you mean "${suggestion}"?`)
})

test('the name of an unknown option is shown up to sixty characters', () => {
  const name = 'x'.repeat(60)
  const pathOf = (unknown: string) => problemsOf({ ...GOOD, [unknown]: 1 }).map(({ path }) => path)
  expect(pathOf(name)).toEqual([[name]])
  expect(pathOf(`${name}x`)).toEqual([[`${name}…`]])
})

describe('a name from another library points to what stands for it here', () => {
  test.each([
    ['origins', '`domains`'],
    ['origin', '`domains`'],
    ['cors.origin', '`domains`'],
    ['key', '`publicKey`'],
    ['keys', '`jwksUri`'],
    ['secretOrKey', '`secret`'],
    ['jwtFromRequest', '`getToken`'],
    ['onError', '`onDeny`'],
    ['onExpired', '"token_expired"'],
    ['credentials', '`Authorization`'],
    ['cors.credentials', '`Authorization`'],
    ['credentialsRequired', '`guests: true`'],
    ['authRequired', '`guests: true`'],
    ['requestProperty', '`guard.auth(request)`'],
    ['issuerBaseURL', '`jwksUri`'],
    ['tokenSigningAlg', '`algorithms: ["RS256"]`'],
    ['maxTokenAge', '`maxLifetime`'],
    ['ignoreExpiration', '`clockTolerance`'],
    ['cors.preflightContinue', '`cors: false`'],
    ['cors.optionsSuccessStatus', '204'],
    ['jwks.jwksUri', '`jwksUri`'],
    ['jwks.cache', '`jwks.maxAge`'],
    ['jwks.cacheMaxAge', '`jwks.maxAge`'],
    ['jwks.rateLimit', '`jwks.cooldown`'],
    ['jwks.jwksRequestsPerMinute', '`jwks.cooldown`'],
    ['withoutOrigin', '`apps: { claim, equals }`'],
  ])('%s', (name, here) => {
    const path = name.split('.')
    const [option = '', member] = path
    const wrong = { [option]: member ? { [member]: true } : true }
    expect(problemsOf({ ...GOOD, ...wrong })).toContainEqual({
      path,
      message: expect.stringMatching(/^is not an option: /),
    })
    const found = problemsOf({ ...GOOD, ...wrong }).find(({ message }) =>
      message.startsWith('is not an option'),
    )
    expect(found?.message).toContain(here)
  })
})

test('every problem is told at once, each on a line with its path', () => {
  const options = {
    domains: ['https://help.example.com', 'co.uk'],
    secret: '',
    algorithms: 'HS256',
    issuer: '',
    audience: undefined,
    maxLifetime: '600',
    cors: { maxage: 1, methods: 'GET' },
    apps: { claim: '', equals: 1 },
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
    'audience',
    'maxLifetime',
    'cors.methods',
    'cors.maxage',
    'apps.claim',
    'reportonly',
  ]
  for (const path of paths) expect(error.message).toContain(`\n  ${path}: `)
  expect(error.issues).toHaveLength(paths.length)
})

test('of many unknown options some are told, with how many more there are', () => {
  const options = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`option${index}`, index]))
  const issues = problemsOf({ ...GOOD, ...options })
  expect(issues).toHaveLength(21)
  expect(issues.at(-1)).toEqual({ path: [], message: 'has 480 more members that are not options' })
})

test('control characters in a name are escaped', () => {
  expect(problemsOf({ ...GOOD, 'a\u001b[2J\n': 1 })).toEqual([
    { path: ['a\\u001b[2J\\u000a'], message: 'is not an option' },
  ])
})

test('a member that would be a prototype is an unknown option', () => {
  const options = Object.assign(JSON.parse('{"__proto__":{"secret":1}}'), GOOD)
  expect(problemsOf(options)).toEqual([{ path: ['__proto__'], message: 'is not an option' }])
})
