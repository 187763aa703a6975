import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  configured,
  guardVerdict,
  isSecret,
  served,
  servedAsTheyAre,
  signatureVerdict,
  type TestJwk,
} from '../support/vector-guards.js'
import { vectors, vectorText } from '../support/vectors.js'

const SET = 'ietf-jose-cookbook'
const REFUSED = /^token_(malformed|algorithm|signature|key_unknown)$/

interface Example {
  readonly title: string
  readonly input: { readonly key?: TestJwk | readonly TestJwk[] }
  readonly output: { readonly compact?: string; readonly json?: object; readonly json_flat?: object }
}

const example = (path: string): Example => JSON.parse(vectorText(SET, path) || '{"input":{},"output":{}}')
const keysOf = ({ input }: Example): readonly TestJwk[] => [input.key ?? []].flat()

const SIGNED = [
  'jws/4_1.rsa_v15_signature.json',
  'jws/4_2.rsa-pss_signature.json',
  'jws/4_3.ecdsa_signature.json',
  'jws/4_4.hmac-sha2_integrity_protection.json',
].map(example)

describe.skipIf(!vectors(SET)).each([configured, served])('JOSE cookbook, $name', (source) => {
  const usable = SIGNED.filter((signed) => source === configured || !keysOf(signed).every(isSecret))

  test.each(usable)('$title: a good signature of what is no set of claims', async (signed) => {
    const settings = source.settings(keysOf(signed))
    expect(await signatureVerdict(settings, signed.output.compact as string)).toBe('accepted')
    expect(await guardVerdict(settings, signed.output.compact as string)).toBe('token_malformed')
  })

  test.each(usable)('$title: with any one character flipped it is refused', async (signed) => {
    const settings = source.settings(keysOf(signed))
    const token = signed.output.compact as string
    for (const [index, character] of Array.from(token).entries()) {
      const flipped = `${token.slice(0, index)}${character === 'A' ? 'B' : 'A'}${token.slice(index + 1)}`
      expect(await signatureVerdict(settings, flipped), `character ${index}`).toMatch(REFUSED)
    }
  })

  test.each(otherForms())('%s is refused', async (_name, keys, form) => {
    const token = typeof form === 'string' ? form : JSON.stringify(form)
    // A guard cannot use EdDSA and encryption keys. With a key that it can use, it refuses the token, too.
    expect(await guardVerdict(source.settings(keys), token)).toMatch(
      /^(token_(malformed|algorithm)|config|keys_unavailable)$/,
    )
    expect(await guardVerdict(configured.settings(keysOf(SIGNED[3] as Example)), token)).toMatch(REFUSED)
  })
})

/** Every form of every example, but the four above in compact form: JSON, detached, EdDSA, encrypted. */
function otherForms(): [name: string, keys: readonly TestJwk[], form: unknown][] {
  const files = ['jws', 'jwe', 'rfc7797', 'curve25519'].flatMap((folder) =>
    filesIn(folder).map((file) => `${folder}/${file}`),
  )
  const single = files.map((path) => ({ path, ...example(path) }))
  return [...single, ...nested()].flatMap(({ path, input, output }) => {
    const keys = [input.key ?? []].flat().filter((key) => typeof key === 'object')
    const forms = Object.entries(output).filter(
      ([form]) => !(form === 'compact' && /^jws\/4_[1-4]/.test(path)),
    )
    return forms.map(([form, token]): [string, readonly TestJwk[], unknown] => [
      `${path} ${form}`,
      keys,
      token,
    ])
  })
}

/** A signed token in an encrypted one: what is sent is the latter. */
function nested(): (Example & { readonly path: string })[] {
  const path = '6.nesting_signatures_and_encryption.json'
  const { encrypt } = JSON.parse(vectorText(SET, path) || '{}')
  return encrypt ? [{ path, ...encrypt }] : []
}

function filesIn(folder: string): string[] {
  const root = vectors(SET)
  return root ? readdirSync(join(root, folder)).filter((file) => file.endsWith('.json')) : []
}

describe.skipIf(!vectors(SET))('keys of the JOSE cookbook behind a jwksUri', () => {
  const serve = (name: string) => servedAsTheyAre([JSON.parse(vectorText(SET, `jwk/${name}.json`))])
  const [rsaSigned, pssSigned, ecSigned, hmacSigned] = SIGNED.map(
    ({ output }) => output.compact ?? '',
  ) as string[]

  test.each([
    ['3_1.ec_public_key', ecSigned],
    ['3_3.rsa_public_key', rsaSigned],
    ['3_3.rsa_public_key', pssSigned],
  ])('%s verifies what its other half signed', async (name, token = '') => {
    expect(await signatureVerdict(serve(name), token)).toBe('accepted')
  })

  test.each([
    '3_2.ec_private_key',
    '3_4.rsa_private_key',
    '3_5.symmetric_key_mac_computation',
    '3_6.symmetric_key_encryption',
  ])('%s verifies nothing', async (name) => {
    for (const token of [rsaSigned, pssSigned, ecSigned, hmacSigned]) {
      expect(await signatureVerdict(serve(name), token ?? '')).toMatch(/^(keys_unavailable|token_algorithm)$/)
    }
  })
})
