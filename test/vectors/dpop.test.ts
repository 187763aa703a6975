import { afterEach, describe, expect, test, vi } from 'vitest'
import { proofChecker } from '../../src/proof/proof-checker.js'
import { ProofMemory } from '../../src/proof/proof-memory.js'
import { refusal } from '../support/refusal.js'
import { vectors, vectorText } from '../support/vectors.js'

const SET = 'dpop'

interface Proof {
  readonly name: string
  readonly where: string
  readonly method: string
  readonly htu: string
  readonly iat: number
  readonly proof: string
  readonly accessToken?: string
}

interface Case {
  readonly name: string
  readonly why: string
  readonly expect: string
  readonly method: string
  readonly target: string
  readonly scheme: 'Bearer' | 'DPoP'
  readonly token: string
  readonly proof?: string
  readonly after?: readonly string[]
}

interface Vectors {
  readonly rfc9449: { readonly jkt: string; readonly proofs: readonly Proof[] }
  readonly made: {
    readonly now: number
    readonly settings: { readonly dpop: { readonly url: string; readonly maxAge: number } }
    readonly tokens: Readonly<Record<string, string>>
    readonly cases: readonly Case[]
  }
}

const NONE: Vectors = {
  rfc9449: { jkt: '', proofs: [] },
  made: { now: 0, settings: { dpop: { url: '', maxAge: 0 } }, tokens: {}, cases: [] },
}
const { rfc9449, made }: Vectors = vectors(SET) ? JSON.parse(vectorText(SET, 'vectors.json')) : NONE

afterEach(() => {
  vi.useRealTimers()
})

/** What becomes of a request, with the clock at `now` seconds. */
function verdict(check: ReturnType<typeof proofChecker>, request: Parameters<typeof check>[0]): string {
  vi.useFakeTimers({ now: request.now, toFake: ['Date'] })
  try {
    check(request)?.({})
    return 'allowed'
  } catch (error) {
    const { code, detail } = refusal(() => {
      throw error
    })
    return detail === 'ath is missing: give the token to what makes the proof' ? `${code} (ath)` : code
  }
}

describe.skipIf(!vectors(SET))('RFC 9449', () => {
  test.each(rfc9449.proofs)('$where: $name', ({ method, htu, iat, proof, accessToken = '' }) => {
    const { origin, pathname } = new URL(htu)
    const check = proofChecker({ url: origin, required: true, maxAge: 60_000 }, new ProofMemory())
    const request = {
      token: accessToken,
      payload: { cnf: { jkt: rfc9449.jkt } },
      scheme: 'DPoP' as const,
      proofs: [proof],
      method,
      url: pathname,
      now: iat * 1000,
    }
    // A proof for the authorization server has all but the hash of a token.
    expect(verdict(check, request)).toBe(accessToken ? 'allowed' : 'proof_invalid (ath)')
    expect(verdict(check, { ...request, method: 'PUT' })).toBe('proof_invalid')
    expect(verdict(check, { ...request, now: (iat + 61) * 1000 })).toMatch(/^proof_invalid/)
  })
})

describe.skipIf(!vectors(SET))('made for this project', () => {
  const byName = new Map(made.cases.map((one) => [one.name, one]))
  const requestOf = ({ method, target, scheme, token, proof }: Case) => {
    const [, payload = ''] = (made.tokens[token] as string).split('.')
    return {
      token: made.tokens[token] as string,
      payload: JSON.parse(Buffer.from(payload, 'base64url').toString()),
      scheme,
      proofs: proof === undefined ? [] : [proof],
      method,
      url: target,
      now: made.now * 1000,
    }
  }

  const { url, maxAge } = made.settings.dpop

  test.each(made.cases)('$name: $expect, $why', (one) => {
    const check = proofChecker({ url, required: false, maxAge: maxAge * 1000 }, new ProofMemory())
    for (const name of one.after ?? [])
      expect(verdict(check, requestOf(byName.get(name) as Case))).toBe('allowed')
    expect(verdict(check, requestOf(one)).replace(' (ath)', '')).toBe(one.expect)
  })
})
