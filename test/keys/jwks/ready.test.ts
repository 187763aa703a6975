import { describe, expect, test } from 'vitest'
import { AsapGuardError } from '../../../src/errors.js'
import { down, holdTheClocks, keysOf, readyKeys, serverOf } from '../../support/jwks-keys.js'
import { signer } from '../../support/signer.js'

const first = signer('first')

holdTheClocks()

describe('ready', () => {
  test('resolves while a set is at hand, without a fetch', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.break(down)
    await keys.ready()
    expect(server.fetches).toBe(1)
  })

  test('rejects with what went wrong, and asks anew each time', async () => {
    const server = await serverOf(first.jwk)
    server.break(down)
    const keys = keysOf(server)
    const error = await keys.ready().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AsapGuardError)
    expect(error).toMatchObject({
      code: 'keys_unavailable',
      detail: `${server.uri} answers 500 instead of 200: is that the provider's jwks_uri?`,
      headers: { 'Retry-After': '5' },
    })
    server.break(undefined)
    await keys.ready()
  })

  test('has the original error as the cause', async () => {
    const server = await serverOf()
    await server.stop()
    await expect(keysOf(server).ready()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })

  test('holds neither the query of the address nor what a member has in its name but in quotes', async () => {
    const kid = `\u001b[2J\n${'x'.repeat(100_000)}`
    const server = await serverOf({ ...first.jwk, kid, use: 'enc' })
    const error = await keysOf({ uri: `${server.uri}?api_key=TOPSECRET` })
      .ready()
      .catch((reason) => reason)
    expect(error.detail).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/jwks has no usable key: "\\u001b\[2J\\n/)
    expect(error.detail.length).toBeLessThan(500)
  })

  test('names the members that are of no use', async () => {
    const keys = keysOf(await serverOf({ ...first.jwk, use: 'enc' }, null))
    await expect(keys.ready()).rejects.toMatchObject({
      detail: expect.stringMatching(
        /no usable key: "first" is not for signatures \("use"\); a key without kid is no JSON object$/,
      ),
    })
  })

  test.each([
    ['http://keys.example/jwks', 'is no https address'],
    ['ftp://127.0.0.1/jwks', 'is no https address'],
    ['https://keys.invalid/jwks', 'has a host name that this host cannot resolve'],
  ])('refuses %s', async (uri, reason) => {
    await expect(keysOf({ uri }).ready()).rejects.toMatchObject({
      detail: expect.stringContaining(`${uri} ${reason}`),
    })
  })
})
