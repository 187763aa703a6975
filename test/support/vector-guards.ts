import { afterAll } from 'vitest'
import { AsapConfigError } from '../../src/config-error.js'
import { AsapGuardError } from '../../src/errors.js'
import type { Algorithm } from '../../src/keys/algorithms.js'
import { readOptions, type Settings } from '../../src/options/read-options.js'
import { decodeToken } from '../../src/token/decode.js'
import { verifySignature } from '../../src/token/signature.js'
import { tokenVerifier } from '../../src/token/verify.js'
import { jwksServer } from './jwks-server.js'

export type TestJwk = Readonly<Record<string, unknown>>

/** Where the keys of a vector set come from. */
export interface VectorKeySource {
  readonly name: string
  settings(keys: readonly TestJwk[]): Promise<Settings>
}

const DOMAINS = ['help.example.com']

/** In the options: secrets as `secret`, public keys as `publicKey`. */
export const configured: VectorKeySource = {
  name: 'keys in the configuration',
  async settings(keys) {
    const secrets = keys.filter(isSecret).map(({ k, kid }) => named(Buffer.from(String(k), 'base64url'), kid))
    const publicKeys = keys.filter((key) => !isSecret(key)).map(publicHalf)
    return readOptions({
      domains: DOMAINS,
      ...(secrets.length > 0 && { secret: secrets }),
      ...(publicKeys.length > 0 && { publicKey: publicKeys }),
    })
  },
}

export const isSecret = ({ kty }: TestJwk) => kty === 'oct'
const named = (secret: Buffer, kid: unknown) => (kid === undefined ? secret : { kid, secret })

/** Behind an address. */
export const served: VectorKeySource = {
  name: 'keys behind a jwksUri',
  settings: (keys) => servedAsTheyAre(keys.map(publicHalf)),
}

export async function servedAsTheyAre(keys: readonly TestJwk[]): Promise<Settings> {
  const server = await jwksServer(keys)
  servers.push(server)
  return readOptions({ domains: DOMAINS, jwksUri: server.uri, issuer: null, audience: null })
}

const servers: { stop(): Promise<void> }[] = []
afterAll(() => Promise.all(servers.splice(0).map((server) => server.stop())))

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi']

/** Vectors come with private keys, which no guard is given. */
function publicHalf(jwk: TestJwk): TestJwk {
  return isSecret(jwk)
    ? jwk
    : Object.fromEntries(Object.entries(jwk).filter(([name]) => !PRIVATE.includes(name)))
}

/** What became of a token: the code of its refusal, `accepted`, or `config` where no guard could be made of the keys. */
async function verdict(settle: () => unknown): Promise<string> {
  try {
    await settle()
    return 'accepted'
  } catch (error) {
    if (error instanceof AsapGuardError) return error.code
    if (error instanceof AsapConfigError) return 'config'
    throw error
  }
}

/** What the guard makes of a token. */
export const guardVerdict = (settings: Promise<Settings>, token: string) =>
  verdict(async () => tokenVerifier(await settings)(token))

/**
 * What the guard makes of header and signature. Payloads of vectors are prose, which is refused; so an empty object stands
 * in for one while the shape is judged, and that the payload is not JSON, which is told after the signature, is no matter.
 */
export const signatureVerdict = (settings: Promise<Settings>, token: string) =>
  verdict(async () => {
    const { keys } = await settings
    const [header, payload = '', ...rest] = token.split('.')
    decodeToken([header, 'e30', payload].join('.'))
    const decoded = decodeToken([header, 'e30', ...rest].join('.'))
    const { kid } = decoded
    const alg = decoded.alg as Algorithm
    if (!keys.algorithms.includes(alg)) throw new AsapGuardError('token_algorithm')
    const candidates = await keys.find({ alg, kid })
    try {
      verifySignature({ ...decoded, token }, candidates)
    } catch (error) {
      const isProse = error instanceof AsapGuardError && error.detail === 'the payload is not JSON'
      // With a `typ`, that is told before the signature.
      if (!isProse || 'typ' in decoded.header) throw error
    }
  })
