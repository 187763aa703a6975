import { describe, expect, test } from 'vitest'
import {
  configured,
  guardVerdict,
  isSecret,
  served,
  signatureVerdict,
  type TestJwk,
  type VectorKeySource,
} from '../support/vector-guards.js'
import { vectors, vectorText } from '../support/vectors.js'

interface Vector {
  readonly tcId: number
  readonly comment: string
  readonly jws?: unknown
  readonly jwe?: unknown
  readonly result: 'valid' | 'invalid'
}

interface Group {
  readonly comment: string
  readonly public?: TestJwk & { readonly keys?: readonly TestJwk[] }
  readonly private: TestJwk & { readonly keys?: readonly TestJwk[] }
  readonly tests: readonly Vector[]
}

/** Vectors that are judged otherwise here, by file. */
interface Exceptions {
  /** Good signatures that are refused nevertheless. */
  readonly refused: Readonly<Record<number, string>>
  /** Bad tokens whose signature is good as it stands; the guard refuses them for what is named. */
  readonly verified: Readonly<Record<number, string>>
  /** Keys that no guard is made with, or that are left out of a set. */
  readonly unusable: readonly number[]
}

const EXCEPTIONS: Readonly<Record<string, Exceptions>> = {
  signature: {
    refused: {
      259: 'an empty payload is no JWT',
      264: 'an empty payload is no JWT',
      268: 'an empty payload is no JWT',
      272: 'an empty payload is no JWT',
      320: 'an empty payload is no JWT',
      325: 'an empty payload is no JWT',
      346: 'PS384 by a key for PS256',
      347: 'a key for "ES521", which is no algorithm',
      350: 'PS384 by a key for PS256',
      351: 'a key for "ES521", which is no algorithm',
      372: 'a question mark in the header',
      373: 'a question mark in the payload',
    },
    verified: {
      367: 'the padding that it is about is not in its text; its payload is no JSON',
      370: 'the padding that it is about is not in its text; its payload is no JSON',
    },
    unusable: [353, 354, 355, 356],
  },
  key: {
    refused: {},
    verified: {
      25: 'a secret is bytes here, and has no "alg" that could be of AES; its payload is no JSON',
      26: 'a secret is bytes here, and has no "alg" that could be of AES; its payload is no JSON',
    },
    unusable: [1, 4, 6, 7, 8, 9, 10, 16, 17, 18, 19, 20, 21, 22, 23, 24],
  },
  crypto: { refused: {}, verified: {}, unusable: [46, 47] },
}

const REFUSED = /^token_(malformed|algorithm|signature|key_unknown)$/
const NO_KEY = /^(config|keys_unavailable|token_algorithm)$/

describe.skipIf(!vectors('wycheproof')).each([configured, served])('Wycheproof, $name', (source) => {
  describe.each(['signature', 'key', 'crypto'])('json_web_%s_test', (file) => {
    for (const { group, keys } of groupsFor(source, file)) {
      const settings = once(() => source.settings(keys))
      for (const vector of group.tests) {
        const { tcId, comment, result, jws } = vector
        const run = typeof jws === 'string' ? judge : refuseEncrypted
        test(`${tcId} ${comment}: ${result}`, () => run(settings(), vector, EXCEPTIONS[file] as Exceptions))
      }
    }
  })

  test.each(
    groupsFor(source, 'encryption').flatMap(({ group, keys }) =>
      group.tests.map((vector) => ({ ...vector, keys })),
    ),
  )('json_web_encryption_test $tcId $comment: an encrypted token is no token here', ({ keys, ...vector }) =>
    refuseEncrypted(source.settings(keys), vector),
  )
})

async function judge(
  settings: ReturnType<VectorKeySource['settings']>,
  vector: Vector,
  exceptions: Exceptions,
) {
  const { tcId, result, jws } = vector
  const token = jws as string
  const signature = await signatureVerdict(settings, token)
  if (exceptions.unusable.includes(tcId)) {
    expect(signature).toMatch(NO_KEY)
  } else if (tcId in exceptions.verified || (result === 'valid' && !(tcId in exceptions.refused))) {
    expect(signature).toBe('accepted')
  } else if (result === 'valid') {
    expect(signature).toMatch(/^(token_(malformed|algorithm|signature)|config|keys_unavailable)$/)
  } else {
    expect(signature).toMatch(REFUSED)
  }
  // No payload of a vector is a set of claims with an end.
  expect(await guardVerdict(settings, token)).toMatch(
    /^(token_(malformed|algorithm|lifetime)|config|keys_unavailable)$/,
  )
}

/** As a list in JSON serialization is no string, it cannot stand in a header: what can is its text. */
async function refuseEncrypted(
  settings: ReturnType<VectorKeySource['settings']>,
  { jws, jwe = jws }: Vector,
) {
  const token = typeof jwe === 'string' ? jwe : JSON.stringify(jwe)
  expect(await guardVerdict(settings, token)).toMatch(
    /^(token_(malformed|algorithm)|config|keys_unavailable)$/,
  )
}

/** A JWK Set serves public keys; a set of secrets alone is for `secret`. */
function groupsFor(source: VectorKeySource, file: string): { group: Group; keys: readonly TestJwk[] }[] {
  const { testGroups = [] } = JSON.parse(vectorText('wycheproof', `json_web_${file}_test.json`) || '{}')
  return (testGroups as Group[])
    .map((group) => {
      const set = group.public ?? group.private
      return { group, keys: set.keys ?? [set] }
    })
    .filter(({ keys }) => source === configured || !keys.every(isSecret))
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
