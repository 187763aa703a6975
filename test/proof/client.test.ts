import { calculateThumbprint, generateKeyPair, generateProof } from 'dpop'
import { describe, expect, it } from 'vitest'
import { proofChecker } from '../../src/proof/proof-checker.js'
import { ProofMemory } from '../../src/proof/proof-memory.js'
import { TOKEN } from '../support/proofs.js'
import { refusal } from '../support/refusal.js'

/** npm's `dpop`, with keys of WebCrypto that cannot be exported: what a widget has. */
describe('proofs of a real client', async () => {
  const pair = await generateKeyPair('ES256')
  const check = proofChecker(
    { url: 'http://localhost:4000/desk', required: true, maxAge: 60_000 },
    new ProofMemory(),
  )
  const request = async (address: string, method: string, path: string) => ({
    token: TOKEN,
    payload: { cnf: { jkt: await calculateThumbprint(pair.publicKey) } },
    scheme: 'DPoP' as const,
    proofs: [await generateProof(pair, address, method, undefined, TOKEN)],
    method,
    url: path,
    now: Date.now(),
  })

  it.each([
    ['GET', 'http://localhost:4000/desk/widget/api/tickets', '/widget/api/tickets'],
    ['POST', 'http://localhost:4000/desk/widget/api/tickets', '/widget/api/tickets?notify=1'],
    ['GET', `${new URL('http://LOCALHOST:4000/desk/a b/é/~/%7E?q=1')}`, '/a%20b/%C3%A9/~/%7E?q=1'],
  ])('%s %s', async (method, address, path) => {
    const asked = await request(address, method, path)
    expect(check(asked)?.({})).toBeUndefined()
    expect(refusal(() => check(asked)?.({})).code).toBe('proof_replayed')
    expect(refusal(() => check({ ...asked, method: 'PUT' })).code).toBe('proof_invalid')
  })

  it('with another key are refused', async () => {
    const asked = await request('http://localhost:4000/desk/a', 'GET', '/a')
    const payload = { cnf: { jkt: await calculateThumbprint((await generateKeyPair('ES256')).publicKey) } }
    expect(refusal(() => check({ ...asked, payload })).code).toBe('proof_invalid')
  })

  it.each(['RS256', 'PS256', 'Ed25519'] as const)('with %s are refused', async (algorithm) => {
    const other = await generateKeyPair(algorithm)
    const proof = await generateProof(other, 'http://localhost:4000/desk/a', 'GET', undefined, TOKEN)
    const jkt = await calculateThumbprint(other.publicKey)
    const asked = { ...(await request('', 'GET', '/a')), proofs: [proof], payload: { cnf: { jkt } } }
    expect(refusal(() => check(asked)).detail).toContain('must be "ES256"')
  })
})
