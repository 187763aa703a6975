import { generateKeyPairSync } from 'node:crypto'
import { asapGuard } from 'asap-guard'
import type { RequestHandler } from 'express'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { AsapConfigError } from '../../src/config-error.js'
import { copyOptions } from '../../src/options/copy-options.js'
import { readOptions } from '../../src/options/read-options.js'
import { configError } from '../support/refusal.js'
import { serve } from '../support/server.js'
import { GOOD, SECRET } from './rows.js'

test.each([undefined, null, 'help.example.com', 1, true, [], [GOOD], () => GOOD, Symbol('x')])(
  '%j are no options',
  (options) => {
    expect(configError(() => readOptions(options)).issues).toEqual([
      { path: [], message: expect.stringMatching(/^must be an object, such as \{ domains: /) },
    ])
  },
)

test('a guard that was mounted without being called says so, in one line', async () => {
  const errors: unknown[] = []
  const app = express()
  app.use(asapGuard as unknown as RequestHandler)
  app.use(((error, _req, res, _next) => {
    errors.push(error)
    res.end()
  }) as express.ErrorRequestHandler)
  const server = await serve(app)
  await server.send()
  expect(errors).toEqual([expect.any(AsapConfigError)])
  const [{ message }] = errors as [AsapConfigError]
  expect(message).toMatch(/asapGuard was mounted without being called.*app\.use\(asapGuard\(\{/)
  expect(message).not.toContain('\n')
})

test('options with two members of a request are no request', () => {
  for (const members of [
    { method: 'GET', url: '/' },
    { headers: {}, url: '/' },
    { headers: {}, method: 'GET' },
  ])
    expect(() => asapGuard({ ...GOOD, ...members })).toThrow(/is not an option/)
})

test('options may come from a class, or have no prototype', () => {
  class Configuration {
    domains = ['help.example.com']
    secret = SECRET
  }
  expect(() => asapGuard(new Configuration())).not.toThrow()
  expect(() => asapGuard(Object.assign(Object.create(null), GOOD))).not.toThrow()
})

test('lists and plain objects are copied as deep as options are', () => {
  const uses = [['deeper than any option']]
  const { publicKey } = copyOptions({ publicKey: [{ key_ops: uses }] })
  expect(publicKey).toEqual([{ key_ops: uses }])
  const [{ key_ops: copied }] = publicKey as [{ key_ops: unknown[] }]
  expect(copied).not.toBe(uses)
  expect(copied[0]).toBe(uses[0])
})

test('an object without a prototype is copied, and one of a class is not', () => {
  const [bare, key] = [Object.create(null), new Map()]
  const copy = copyOptions({ jwks: bare, publicKey: key })
  expect(copy.jwks).not.toBe(bare)
  expect(copy.publicKey).toBe(key)
})

describe('what is changed after the guard was made', () => {
  const options = () => ({
    ...GOOD,
    domains: ['help.example.com'],
    issuer: ['https://id.example'],
    algorithms: ['HS256' as const],
    apps: { claim: 'client', equals: 'app', origins: ['tauri://localhost'] },
    cors: { exposedHeaders: ['X-A'], methods: ['GET'] },
  })

  test('changes nothing', () => {
    const given = options()
    const settings = readOptions(given)
    given.domains[0] = 'evil.example.com'
    given.issuer.push('https://evil.example')
    given.algorithms.length = 0
    given.apps.equals = 'anything'
    given.apps.origins[0] = 'app://evil'
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
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = { ...publicKey.export({ format: 'jwk' }), key_ops: ['verify'] }
    asapGuard(
      counting({
        domains: ['help.example.com'],
        publicKey: [jwk],
        issuer: ['a', 'b'],
        audience: null,
        algorithms: ['ES256' as const],
        apps: { claim: 'client', equals: 'app', origins: ['app://localhost'] },
        cors: { maxAge: 1 },
      }),
    )
    const membersOfKey = Object.keys(jwk).map((name) => [`publicKey.0.${name}`, 1])
    expect(asked).toEqual({
      domains: 1,
      'domains.0': 1,
      publicKey: 1,
      'publicKey.0': 1,
      ...Object.fromEntries(membersOfKey),
      'publicKey.0.key_ops.0': 1,
      audience: 1,
      apps: 1,
      'apps.claim': 1,
      'apps.equals': 1,
      'apps.origins': 1,
      'apps.origins.0': 1,
      issuer: 1,
      'issuer.0': 1,
      'issuer.1': 1,
      algorithms: 1,
      'algorithms.0': 1,
      cors: 1,
      'cors.maxAge': 1,
    })
  })
})
