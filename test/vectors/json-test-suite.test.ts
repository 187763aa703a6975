import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { growth, LINEAR } from '../support/growth.js'
import { jwksServer } from '../support/jwks-server.js'
import { jws } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { laterRefusal, refusal } from '../support/refusal.js'
import { vectors } from '../support/vectors.js'
import { verifier } from '../support/verifier.js'

const SECRET = 'only-the-two-of-us-know-this-long-text'
const { sign, verify: publicKey } = PUBLIC_KEYS['P-256']

/** The signature over the bytes is always good, so that a refusal is about the JSON or the claims. */
const SOURCES = [
  { name: 'secret', alg: 'HS256', key: SECRET, guard: async () => verifier({ secret: SECRET }) },
  { name: 'publicKey', alg: 'ES256', key: sign, guard: async () => verifier({ publicKey }) },
  {
    name: 'jwksUri',
    alg: 'ES256',
    key: sign,
    guard: async () => {
      const server = await jwksServer([publicKey.export({ format: 'jwk' })])
      const verify = verifier({ jwksUri: server.uri, issuer: null, audience: null })
      await laterRefusal(() => verify(jws('ES256', sign, { alg: 'ES256' }, {})))
      await server.stop()
      return verify
    },
  },
]

const folder = vectors('json-test-suite')
const files = folder ? readdirSync(join(folder, 'test_parsing')).filter((file) => file.endsWith('.json')) : []
const bytesOf = (file: string) => readFileSync(join(folder as string, 'test_parsing', file))

/** A JSON object is read, and then lacks an algorithm or an end. All other bytes are malformed. */
const READ = { header: /^token_(malformed|algorithm)$/, payload: /^token_(malformed|lifetime)$/ }

describe.skipIf(!folder).each(SOURCES)('JSONTestSuite, $name', ({ alg, key, guard }) => {
  const guarded = guard()

  test.each(files)('%s, as header and as payload', async (file) => {
    const bytes = bytesOf(file)
    const mustFail = file.startsWith('n_')
    const verify = await guarded
    for (const part of ['header', 'payload'] as const) {
      const [header, payload] = part === 'header' ? [bytes, '{}'] : [{ alg }, bytes]
      const token = jws(alg, key, header, payload)
      const error = await laterRefusal(() => verify(token))
      expect(error.status).toBe(401)
      expect(error.code).toMatch(mustFail ? /^token_malformed$/ : READ[part])
    }
  })
})

test.skipIf(!folder)('every kind of file was read', () => {
  for (const kind of ['y_', 'n_', 'i_'])
    expect(files.filter((file) => file.startsWith(kind)).length).toBeGreaterThan(30)
})

const REPEATED = ['[', '{"a":', '"', ' ', '1', '\\', '\\u0000', '\ud83d\ude00', '{"a":1,', '[[],']

describe.each(['header', 'payload'])('what is repeated in a %s', (part) => {
  const verify = verifier({ secret: SECRET })

  test.each(REPEATED)('%j takes time in proportion to its length', (text) => {
    const read = (length: number) => {
      const bytes = `{"a":"b",${text.repeat(length / text.length)}`
      const [header, payload] = part === 'header' ? [bytes, '{}'] : [{ alg: 'HS256' }, bytes]
      refusal(() => verify(jws('HS256', SECRET, header, payload)))
    }
    expect(growth(read, 512)).toBeLessThan(LINEAR)
  })
})
