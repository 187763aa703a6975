import { generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto'
import { asapGuard } from 'asap-guard'
import { testDpopKey } from 'asap-guard/testing'
import { auth } from 'express-oauth2-jwt-bearer'
import { guarding, inTurn, type Prepare, type Subject } from './in-process-subjects.js'
import { exchange, fresh } from './requests.js'
import { AUDIENCE, DOMAINS, ISSUER, mint, ORIGIN, SECRET } from './tokens.js'
import { PATH } from './traffic.js'

export const VERIFY = 'ES256 alone: crypto.verify'
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

/** Over as many bytes as a proof has, with a key at hand. */
function verifyAlone(batch: number) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const texts = Array.from({ length: batch }, () => Buffer.from(randomUUID().repeat(14)))
  const dsaEncoding = 'ieee-p1363'
  const signed = texts.map((text) => ({
    text,
    signature: sign('sha256', text, { key: privateKey, dsaEncoding }),
  }))
  return () =>
    signed.filter(({ text, signature }) => verify('sha256', text, { key: publicKey, dsaEncoding }, signature))
      .length
}

const guard = asapGuard({ domains: DOMAINS, secret: SECRET, dpop: { url: ADDRESS } })
const peer = auth({ issuer: ISSUER, audience: AUDIENCE, secret: SECRET, tokenSigningAlg: 'HS256' })

export const proofSubjects: readonly Subject[] = Object.entries<Prepare>({
  [VERIFY]: verifyAlone,
  [BEARER]: guarding(guard, true, withBearer),
  [PROOF]: guarding(guard, true, withProof),
  [PEER_BEARER]: guarding(peer, true, withBearer),
  [PEER_PROOF]: guarding(peer, true, withProof),
}).map(([name, prepare]) => ({ name, prepare }))
