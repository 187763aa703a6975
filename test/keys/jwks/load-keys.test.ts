import { describe, expect, onTestFinished, test } from 'vitest'
import { type Algorithm, PUBLIC_KEY_ALGORITHMS } from '../../../src/keys/algorithms.js'
import { loadKeys } from '../../../src/keys/jwks/load-keys.js'
import { badMembers } from '../../support/jwks-faults.js'
import { jwksServer } from '../../support/jwks-server.js'
import { signer } from '../../support/signer.js'

const [good, other, rsa] = [signer('good'), signer('other'), signer('rsa', 'RS256')]
const bad = badMembers(good.jwk, other.privateJwk)

async function load(members: readonly unknown[], algorithms: readonly Algorithm[] = PUBLIC_KEY_ALGORITHMS) {
  const server = await jwksServer(members)
  onTestFinished(() => server.stop())
  return loadKeys({ uri: server.uri, timeout: 10 }, algorithms)
}

const kidsOf = async (...members: unknown[]) => (await load(members)).keys.map(({ kid }) => kid)

describe('a bad member does not lose the others', () => {
  test.each(Object.entries(bad))('%s', async (_, member) => {
    const { keys, skipped } = await load([member, good.jwk, member])
    expect(keys.map(({ kid }) => kid)).toEqual(['good'])
    expect(skipped).toHaveLength(2)
  })

  test('nor do all of them together, each of which has its reason', async () => {
    const { keys, skipped } = await load([...Object.values(bad), good.jwk])
    expect(keys.map(({ kid }) => kid)).toEqual(['good'])
    expect(skipped).toHaveLength(Object.keys(bad).length)
  })
})

test('a member that jwks-rsa cannot read is skipped with its name', async () => {
  const { skipped } = await load([{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'odd' }, good.jwk])
  expect(skipped).toEqual([{ kid: 'odd', reason: 'is no JWK of an RSA or EC public key' }])
})

test('a set without any key says so', async () => {
  await expect(load([])).rejects.toThrow('has no usable key: the list is empty')
  await expect(load([bad['a private key']])).rejects.toThrow(/^has no usable key: (?!the list)/)
})

test('a set without any usable key names five of its members, and counts the others', async () => {
  await expect(load([1, 2, 3, 4, 5])).rejects.toThrow(
    /^has no usable key: (?:[^;]+; ){4}[^;]+no JSON object$/,
  )
  await expect(load([1, 2, 3, 4, 5, 6, 7])).rejects.toThrow(
    /^has no usable key: (?:[^;]+no JSON object; ){5}and 2 more$/,
  )
})

describe('a repeated kid', () => {
  const twin = { ...other.jwk, kid: 'good' }

  test('loses the keys that share it, whatever their order, and no others', async () => {
    await expect(kidsOf(good.jwk, rsa.jwk, twin)).resolves.toEqual(['rsa'])
    await expect(kidsOf(twin, rsa.jwk, good.jwk)).resolves.toEqual(['rsa'])
    expect((await load([good.jwk, twin, rsa.jwk])).skipped).toEqual([
      { kid: 'good', reason: 'shares its "kid" with another key of its type' },
      { kid: 'good', reason: 'shares its "kid" with another key of its type' },
    ])
  })

  test('stays lost when a third key has it', async () => {
    await expect(kidsOf(good.jwk, twin, good.jwk)).rejects.toThrow('has no usable key')
    await expect(kidsOf(good.jwk, twin, twin)).rejects.toThrow('has no usable key')
  })

  test('of one and the same key is one key, for all its algorithms', async () => {
    const { keys, skipped } = await load([rsa.jwk, { ...rsa.jwk, alg: 'PS256' }, good.jwk, good.jwk])
    expect(keys).toMatchObject([{ algorithms: ['RS256', 'PS256'] }, { algorithms: ['ES256'] }])
    expect(skipped).toEqual([])
  })

  test('with a key that is of no use anyway loses nothing', async () => {
    await expect(kidsOf(good.jwk, { ...twin, use: 'enc' })).resolves.toEqual(['good'])
  })

  test('of an RSA and an EC key loses neither (RFC 7517 §4.5)', async () => {
    await expect(kidsOf({ ...rsa.jwk, kid: 'good' }, good.jwk)).resolves.toEqual(['good', 'good'])
  })

  test('of an RSA key and two EC keys loses the EC keys', async () => {
    const { keys, skipped } = await load([twin, { ...rsa.jwk, kid: 'good' }, good.jwk])
    expect(keys).toMatchObject([{ kid: 'good', algorithms: ['RS256'] }])
    expect(skipped).toHaveLength(2)
  })
})

test('two keys without a kid are both kept', async () => {
  await expect(kidsOf({ ...good.jwk, kid: undefined }, { ...other.jwk, kid: undefined })).resolves.toEqual([
    undefined,
    undefined,
  ])
})

test('a key that is listed twice without a kid is one key', async () => {
  const nameless = { ...good.jwk, kid: undefined }
  await expect(kidsOf(nameless, nameless, rsa.jwk)).resolves.toEqual([undefined, 'rsa'])
})

test('the algorithms allowed narrow what each key serves', async () => {
  const { keys, skipped } = await load([{ ...rsa.jwk, alg: undefined }, good.jwk], ['PS256', 'RS384'])
  expect(keys).toMatchObject([{ kid: 'rsa', algorithms: ['RS384', 'PS256'] }])
  expect(skipped).toEqual([{ kid: 'good', reason: 'fits none of PS256, RS384' }])
})

test('no reason holds key material', async () => {
  const members = [...Object.values(bad), good.jwk, { ...other.jwk, kid: 'good' }, rsa.jwk]
  const text = JSON.stringify((await load(members)).skipped)
  for (const secret of [other.privateJwk.d, good.jwk.x, Buffer.alloc(32, 7).toString('base64url')]) {
    expect(text).not.toContain(secret)
  }
})
