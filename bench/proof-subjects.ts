import { generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto'
import { asapGuard } from 'asap-guard'
import { testDpopKey } from 'asap-guard/testing'
import { auth } from 'express-oauth2-jwt-bearer'
import { proofChecker } from '../src/proof/proof-checker.js'
import { ProofMemory } from '../src/proof/proof-memory.js'
import { guarding, inTurn, type Prepare, type Subject } from './in-process-subjects.js'
import { exchange, fresh } from './requests.js'
import { AUDIENCE, DOMAINS, ISSUER, mint, ORIGIN, SECRET } from './tokens.js'
import { PATH } from './traffic.js'

export const VERIFY = 'ES256 alone: crypto.verify'
export const CHECK = 'the check of a proof by itself'
export const BEARER = 'asap-guard, token seen before, no proof'
export const PROOF = 'asap-guard, token seen before, proof never seen'
export const PEER_BEARER = 'express-oauth2-jwt-bearer, no proof'
export const PEER_PROOF = 'express-oauth2-jwt-bearer, proof never seen'

/** What the widget calls. The peer reads it from `Host`, and sees no TLS here. */
const HOST = 'localhost:4000'
const ADDRESS = `http://${HOST}`

/** So many that none has a thousand proofs within a minute: no more are remembered of one key. */
const USERS = 100

const nextUser = inTurn(
  Array.from({ length: USERS }, (_, number) => {
    const key = testDpopKey()
    return { key, bearer: mint(number), bound: mint(number, { claims: { cnf: { jkt: key.thumbprint } } }) }
  }),
)

function withBearer() {
  return exchange({ origin: ORIGIN, token: fresh(nextUser().bearer) }, { Host: HOST })
}

function withProof() {
  const { key, bound } = nextUser()
  const proof = key.createProof({ url: ADDRESS + PATH, token: bound })
  return exchange(
    { origin: ORIGIN, token: bound },
    { Host: HOST, Authorization: `DPoP ${bound}`, DPoP: proof },
  )
}

/** The keys of as many users, at hand, and texts as long as a proof. */
const nextKey = inTurn(
  Array.from({ length: USERS }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' })),
)

function verifyAlone(batch: number) {
  const dsaEncoding = 'ieee-p1363'
  const signed = Array.from({ length: batch }, () => {
    const { privateKey, publicKey } = nextKey()
    const text = Buffer.from(randomUUID().repeat(14))
    return { publicKey, text, signature: sign('sha256', text, { key: privateKey, dsaEncoding }) }
  })
  return () => {
    let good = 0
    for (const { publicKey, text, signature } of signed)
      if (verify('sha256', text, { key: publicKey, dsaEncoding }, signature)) good++
    return good
  }
}

const checkProof = proofChecker({ url: ADDRESS, required: true, maxAge: 60_000 }, new ProofMemory())

/** Of proofs never seen, whose keys are known. It is noted that they are used. */
function checkAlone(batch: number) {
  const requests = Array.from({ length: batch }, () => {
    const { key, bound: token } = nextUser()
    const proof = fresh(key.createProof({ url: ADDRESS + PATH, token }))
    const payload = { cnf: { jkt: key.thumbprint } }
    return {
      token,
      payload,
      scheme: 'DPoP',
      proofs: [proof],
      method: 'GET',
      url: PATH,
      now: Date.now(),
    } as const
  })
  return () => {
    let good = 0
    for (const request of requests) if (checkProof(request)?.(request) === undefined) good++
    return good
  }
}

const guard = asapGuard({ domains: DOMAINS, secret: SECRET, dpop: { url: ADDRESS } })
const peer = auth({ issuer: ISSUER, audience: AUDIENCE, secret: SECRET, tokenSigningAlg: 'HS256' })

export const proofSubjects: readonly Subject[] = Object.entries<Prepare>({
  [VERIFY]: verifyAlone,
  [CHECK]: checkAlone,
  [BEARER]: guarding(guard, true, withBearer),
  [PROOF]: guarding(guard, true, withProof),
  [PEER_BEARER]: guarding(peer, true, withBearer),
  [PEER_PROOF]: guarding(peer, true, withProof),
}).map(([name, prepare]) => ({ name, prepare }))
