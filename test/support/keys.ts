import {
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  type RSAPSSKeyPairKeyObjectOptions,
  randomBytes,
} from 'node:crypto'

/** One key of each kind that a guard knows, made anew for each run. */
export interface TestKey {
  readonly sign: KeyObject
  readonly verify: KeyObject
  /** What it may sign by RFC 7518. */
  readonly algorithms: readonly string[]
}

const pair = (
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject },
  ...algorithms: string[]
) => ({
  sign: privateKey,
  verify: publicKey,
  algorithms,
})

function secret(bytes: number, ...algorithms: string[]): TestKey {
  const key = createSecretKey(randomBytes(bytes))
  return { sign: key, verify: key, algorithms }
}

const pss = (
  hash: string,
  parameters: { modulusLength?: number; mgf1HashAlgorithm?: string; saltLength?: number } = {},
) =>
  generateKeyPairSync('rsa-pss', {
    modulusLength: 2048,
    hashAlgorithm: hash,
    mgf1HashAlgorithm: hash,
    ...parameters,
  } as RSAPSSKeyPairKeyObjectOptions)

export const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

export const SECRET_KEYS = {
  'a secret of 32 bytes': secret(32, 'HS256'),
  'a secret of 47 bytes': secret(47, 'HS256'),
  'a secret of 48 bytes': secret(48, 'HS256', 'HS384'),
  'a secret of 64 bytes': secret(64, 'HS256', 'HS384', 'HS512'),
}

export const PUBLIC_KEYS = {
  RSA: pair(generateKeyPairSync('rsa', { modulusLength: 2048 }), ...RSA),
  'RSA-PSS for SHA-256': pair(pss('sha256'), 'PS256'),
  'RSA-PSS for SHA-512': pair(pss('sha512'), 'PS512'),
  'P-256': pair(generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'ES256'),
  'P-384': pair(generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'ES384'),
  'P-521': pair(generateKeyPairSync('ec', { namedCurve: 'P-521' }), 'ES512'),
} satisfies Record<string, TestKey>

/** Keys that no guard can use, or may. */
export const UNUSABLE_KEYS: Readonly<Record<string, KeyObject>> = {
  'RSA of 1024 bits': generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey,
  'RSA-PSS of 1024 bits': pss('sha256', { modulusLength: 1024 }).publicKey,
  'RSA-PSS for any hash': generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey,
  'RSA-PSS for SHA-1': pss('sha1').publicKey,
  'RSA-PSS of two hashes': pss('sha256', { mgf1HashAlgorithm: 'sha512' }).publicKey,
  'RSA-PSS of a long salt': pss('sha256', { saltLength: 64 }).publicKey,
  secp256k1: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey,
  'P-224': generateKeyPairSync('ec', { namedCurve: 'secp224r1' }).publicKey,
  Ed25519: generateKeyPairSync('ed25519').publicKey,
  Ed448: generateKeyPairSync('ed448').publicKey,
  X25519: generateKeyPairSync('x25519').publicKey,
}
