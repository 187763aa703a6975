import { describe, expect, test } from 'vitest'
import { ES256, found, holdTheClocks, keysOf, pass, readyKeys, serverOf } from '../../support/jwks-keys.js'
import { signer } from '../../support/signer.js'

const [first, second, rsa] = [signer('first'), signer('second'), signer('rsa', 'RS256')]

holdTheClocks()

describe('a set at hand', () => {
  test('serves a known kid at once', async () => {
    const keys = await readyKeys(await serverOf(first.jwk, second.jwk))
    expect(found(keys, 'first')).toMatchObject({ kid: 'first', algorithms: ['ES256'] })
    expect(found(keys, 'second').key.export({ format: 'jwk' })).toMatchObject({ x: second.jwk.x })
  })

  test('serves a known kid with its own algorithms alone', async () => {
    const keys = await readyKeys(
      await serverOf(first.jwk, rsa.jwk, { ...rsa.jwk, kid: 'any', alg: undefined }),
    )
    expect(() => keys.find({ alg: 'RS256', kid: 'first' })).toThrow(
      expect.objectContaining({ code: 'token_algorithm' }),
    )
    expect(() => keys.find({ alg: 'PS256', kid: 'rsa' })).toThrow(
      expect.objectContaining({ code: 'token_algorithm' }),
    )
    expect(keys.find({ alg: 'PS256', kid: 'any' })).toHaveLength(1)
    expect(() => keys.find({ alg: 'RS512', kid: 'any' })).toThrow(
      expect.objectContaining({ code: 'token_algorithm' }),
    )
  })

  test('serves an RSA and an EC key of one kid, each for its own algorithms (RFC 7517 §4.5)', async () => {
    const keys = await readyKeys(await serverOf({ ...rsa.jwk, kid: 'first' }, first.jwk))
    expect(found(keys, 'first').key.asymmetricKeyType).toBe('ec')
    expect(keys.find({ alg: 'RS256', kid: 'first' })).toMatchObject([{ key: { asymmetricKeyType: 'rsa' } }])
    expect(() => keys.find({ alg: 'PS256', kid: 'first' })).toThrow(
      expect.objectContaining({
        code: 'token_algorithm',
        detail: 'the key that this token names serves RS256, ES256',
      }),
    )
  })

  test('shows its keys to whoever diagnoses a token, and none before there is one', async () => {
    const server = await serverOf(first.jwk, rsa.jwk)
    const keys = keysOf(server)
    expect(keys.atHand()).toEqual([])
    await keys.ready()
    expect(keys.atHand().map(({ kid }) => kid)).toEqual(['first', 'rsa'])
  })

  test('without a kid, serves the only key for the algorithm and no other', async () => {
    const keys = await readyKeys(await serverOf(first.jwk, second.jwk, { ...rsa.jwk, kid: undefined }))
    expect(keys.find({ alg: 'RS256', kid: undefined })).toMatchObject([{ kid: undefined }])
    expect(() => keys.find(ES256(undefined))).toThrow(expect.objectContaining({ code: 'token_key_unknown' }))
  })

  test('without a kid, never causes a fetch: there is nothing that could be unknown', async () => {
    const server = await serverOf(first.jwk, second.jwk)
    const keys = await readyKeys(server)
    pass(31)
    expect(() => keys.find(ES256(undefined))).toThrow(expect.objectContaining({ code: 'token_key_unknown' }))
    expect(server.fetches).toBe(1)
  })

  test('never serves a nameless key to a token that names another', async () => {
    const keys = await readyKeys(await serverOf({ ...first.jwk, kid: undefined }))
    expect(() => keys.find(ES256('first'))).toThrow(
      expect.objectContaining({
        code: 'token_key_unknown',
        detail: 'the key set has no key with the kid of this token',
      }),
    )
  })

  test.each(['__proto__', 'constructor', 'toString'])('knows no kid "%s"', async (kid) => {
    const keys = await readyKeys(await serverOf(first.jwk))
    expect(() => keys.find(ES256(kid))).toThrow(expect.objectContaining({ code: 'token_key_unknown' }))
  })
})
