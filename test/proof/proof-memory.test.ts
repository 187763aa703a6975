import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AsapGuardError } from '../../src/errors.js'
import { proofChecker } from '../../src/proof/proof-checker.js'
import { type IsReplay, ProofMemory } from '../../src/proof/proof-memory.js'
import { BACKEND, createProof, type ProofChanges, proofKey, sha256, TOKEN } from '../support/proofs.js'
import { laterRefusal } from '../support/refusal.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

const NOW = 1_790_000_000_000
const key = proofKey()

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Checks a proof for `GET /tickets`, and gives what notes it. */
function slowGuardOf(isReplay?: IsReplay, memory = new ProofMemory(), tenant?: string) {
  const check = proofChecker({ url: BACKEND, required: false, maxAge: 60_000, isReplay }, memory, tenant)
  return (proof: string) =>
    check({
      token: TOKEN,
      payload: { cnf: { jkt: key.thumbprint } },
      scheme: 'DPoP',
      proofs: [proof],
      method: 'GET',
      url: '/tickets',
      now: Date.now(),
    })
}

/** Checks a proof for `GET /tickets`, and notes it: `request` is what brought it. */
function guardOf({
  isReplay,
  memory,
  tenant,
}: {
  isReplay?: IsReplay | undefined
  memory?: ProofMemory
  tenant?: string
} = {}) {
  const check = slowGuardOf(isReplay, memory, tenant)
  return (proof: string, request: object = {}) => check(proof)?.(request)
}

const proofOf = (jti: string, changes: ProofChanges['claims'] = {}) =>
  createProof(key, { claims: { jti, ...changes } })
const codeOf = async (attempt: () => unknown) => (await laterRefusal(attempt)).code

describe('a used proof', () => {
  it('is refused, as is another with its jti', async () => {
    const pass = guardOf()
    const proof = proofOf('a')
    expect(pass(proof)).toBeUndefined()
    expect(await codeOf(() => pass(proof))).toBe('proof_replayed')
    expect(await codeOf(() => pass(proofOf('a', { iat: NOW / 1000 - 30 })))).toBe('proof_replayed')
    expect(pass(proofOf('b'))).toBeUndefined()
  })

  it('is no replay in the same request', () => {
    const pass = guardOf()
    const [request, proof] = [{}, proofOf('a')]
    expect(pass(proof, request)).toBeUndefined()
    expect(pass(proof, request)).toBeUndefined()
    expect(() => pass(proof, {})).toThrow()
  })

  it('is not used up by a request that is refused before it is noted', () => {
    const check = proofChecker({ url: BACKEND, required: false, maxAge: 60_000 }, new ProofMemory())
    const asked = {
      token: TOKEN,
      payload: { cnf: { jkt: key.thumbprint } },
      scheme: undefined,
      proofs: [proofOf('a')],
      method: 'GET',
      url: '/tickets',
      now: NOW,
    }
    check(asked)
    expect(check(asked)?.({})).toBeUndefined()
  })

  it('is still refused when the tenant is loaded anew, and at another tenant of the same address', async () => {
    const memory = new ProofMemory()
    guardOf({ memory, tenant: 'a' })(proofOf('a'))
    expect(await codeOf(() => guardOf({ memory, tenant: 'a' })(proofOf('a')))).toBe('proof_replayed')
    expect(await codeOf(() => guardOf({ memory, tenant: 'b' })(proofOf('a')))).toBe('proof_replayed')
    expect(guardOf({ memory, tenant: 'b' })(proofOf('b'))).toBeUndefined()
  })

  it('is refused in its last moment, and in the next one it is too old', async () => {
    const pass = guardOf()
    const proof = proofOf('a')
    pass(proof)
    vi.setSystemTime(NOW + 60_000)
    expect(await codeOf(() => pass(proof))).toBe('proof_replayed')
    vi.setSystemTime(NOW + 60_001)
    expect(await codeOf(() => pass(proof))).toBe('proof_invalid')
  })

  it('is refused, like every other, once its time is over before it is noted', async () => {
    for (const isReplay of [undefined, () => false]) {
      const [check, proof] = [slowGuardOf(isReplay), proofOf('a')]
      const [late, later] = [check(proof), check(proof)]
      vi.setSystemTime(NOW + 60_001)
      for (const note of [late, later])
        expect(await laterRefusal(() => note?.({}))).toMatchObject({
          code: 'proof_invalid',
          detail: expect.stringMatching(/^its time was over before all checks were done: make `isRevoked`/),
        })
      vi.setSystemTime(NOW)
    }
  })

  it('can be noted in its last moment, once', async () => {
    const [check, proof] = [slowGuardOf(), proofOf('a')]
    const [late, later] = [check(proof), check(proof)]
    vi.setSystemTime(NOW + 60_000)
    expect(late?.({})).toBeUndefined()
    expect(await codeOf(() => later?.({}))).toBe('proof_replayed')
  })

  it('is refused beyond the bound: what does not fit is not let in', async () => {
    const pass = guardOf({ memory: new ProofMemory({ ofKey: 1, ofTenant: 10, ofAll: 10 }) })
    pass(proofOf('a'))
    expect(await codeOf(() => pass(proofOf('b')))).toBe('proof_unavailable')
  })
})

describe('isReplay', () => {
  it.each<[string, IsReplay]>([
    ['at once', () => false],
    ['later', async () => false],
  ])('that says no %s lets the proof pass, and is asked instead of the memory', async (_name, isReplay) => {
    const pass = guardOf({ isReplay, memory: new ProofMemory({ ofKey: 0, ofTenant: 0, ofAll: 0 }) })
    const proof = proofOf('a')
    await pass(proof)
    await pass(proof)
  })

  it.each<[string, (id: string, seconds: number) => unknown, string]>([
    ['says yes', () => true, 'proof_replayed'],
    ['says yes later', async () => true, 'proof_replayed'],
    ['throws', () => raise(), 'proof_unavailable'],
    ['rejects', async () => raise(), 'proof_unavailable'],
    ['answers nothing', () => undefined, 'proof_unavailable'],
    ['answers nothing later', async () => undefined, 'proof_unavailable'],
    ['answers null, as Redis does', async () => null, 'proof_unavailable'],
    ['answers "OK", as Redis does', async () => 'OK', 'proof_unavailable'],
    ['answers 0', () => 0, 'proof_unavailable'],
    ['answers 1', async () => 1, 'proof_unavailable'],
  ])('that %s refuses the proof', async (_name, isReplay, code) => {
    const pass = guardOf({ isReplay: isReplay as IsReplay })
    expect(await codeOf(() => pass(proofOf('a')))).toBe(code)
  })

  it('that keeps silent for 5 s refuses the proof, and may reject later', async () => {
    const pass = guardOf({
      isReplay: () => new Promise((_resolve, reject) => setTimeout(reject, 6000, new Error('too late'))),
    })
    const refused = laterRefusal(() => pass(proofOf('a')))
    await vi.advanceTimersByTimeAsync(5000)
    expect((await refused).code).toBe('proof_unavailable')
    expect((await refused).detail).toContain('dpop.isReplay')
    await vi.advanceTimersByTimeAsync(1000)
  })

  it.each([
    ['made now', 0, 61],
    ['as old as it may be', -60, 1],
    ['from a clock that is ahead', 30, 91],
    ['made between two seconds', -0.5, 60],
  ])('is told how long to remember a proof %s', (_name, ahead, seconds) => {
    const isReplay = vi.fn(() => false)
    guardOf({ isReplay })(proofOf('a', { iat: NOW / 1000 + ahead }))
    expect(isReplay).toHaveBeenCalledWith(expect.any(String), seconds)
  })

  it('is given an id that is short, printable, and the same in every process', () => {
    const ids = new Set<string>()
    const isReplay = (id: string) => {
      ids.add(id)
      return false
    }
    for (const pass of [guardOf({ isReplay }), guardOf({ isReplay, tenant: 'a' })]) {
      pass(proofOf('a'))
      pass(proofOf('a', { iat: NOW / 1000 - 1 }))
      pass(proofOf('\u0000é\ud800,'.repeat(32)))
    }
    expect(ids.size).toBe(2)
    for (const id of ids) expect(id).toMatch(/^[!-~]{1,256}$/)
    expect([...ids][0]).toBe(sha256(`${key.thumbprint}.a`))
  })

  it('is not asked again for the same request', async () => {
    const isReplay = vi.fn(async () => false)
    const pass = guardOf({ isReplay })
    const [request, proof] = [{}, proofOf('a')]
    await pass(proof, request)
    await pass(proof, request)
    expect(isReplay).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['in its last moment lets it pass', 60_000, undefined],
    [
      'when its time is over refuses it: the store may have forgotten an earlier use',
      60_001,
      'proof_invalid',
    ],
  ])('that says no %s', async (_name, after, code) => {
    for (const isAsync of [true, false]) {
      const isReplay = () => {
        vi.setSystemTime(NOW + after)
        return isAsync ? Promise.resolve(false) : false
      }
      const pass = guardOf({ isReplay: isReplay as IsReplay })
      if (code === undefined) await pass(proofOf('a'))
      else expect(await codeOf(() => pass(proofOf('a')))).toBe(code)
      vi.setSystemTime(NOW)
    }
  })

  it('that failed is asked again for the same request', async () => {
    let fails = true
    const pass = guardOf({ isReplay: async () => (fails ? raise() : false) })
    const [request, proof] = [{}, proofOf('a')]
    const error: AsapGuardError = await laterRefusal(() => pass(proof, request))
    expect(error).toMatchObject({ code: 'proof_unavailable', cause: new Error('store') })
    fails = false
    await pass(proof, request)
  })
})

function raise(): never {
  throw new Error('store')
}
