import { ALGORITHMS, HMAC_ALGORITHMS } from '../../keys/algorithms.js'

/** Algorithms of RFC 8037, RFC 8812 and RFC 9864 that no guard knows, but signers do. */
const KNOWN_ELSEWHERE = ['EdDSA', 'Ed25519', 'Ed448', 'ES256K']

/**
 * Why tokens of an algorithm are refused, and the fix. A name that nobody knows is not shown.
 *
 * @param accepted the algorithms that the keys of the guard serve, or `algorithms` names
 */
export function algorithmProblem(alg: string, accepted: readonly string[]): string {
  const serves = `The guard accepts ${accepted.join(', ')}.`
  if (alg.toLowerCase() === 'none') return `${UNSIGNED} ${serves} Have the signer sign it.`
  if (!includes(ALGORITHMS, alg)) {
    const name = includes(KNOWN_ELSEWHERE, alg) ? alg : 'an algorithm that is not known here'
    return `The token is signed with ${name}. ${serves} Have the signer use one of these.`
  }
  return `This is ${alg}, ${kindProblem(alg, accepted) ?? strengthProblem(alg, serves)}`
}

const UNSIGNED = 'The token is not signed ("alg" is "none"), so anybody could write it.'

const includes = (list: readonly (string | undefined)[], name: string | undefined) => list.includes(name)

/** Whether one side has a shared secret and the other one a pair of keys. */
function kindProblem(alg: string, accepted: readonly string[]): string | undefined {
  const [first] = accepted
  const takesSecret = includes(HMAC_ALGORITHMS, alg)
  if (takesSecret === includes(HMAC_ALGORITHMS, first)) return undefined
  const fix = takesSecret
    ? 'which takes a shared secret; your guard has public keys. Give it the secret as `secret`'
    : 'which takes the public key of the signer; your guard has a shared secret. Give it `publicKey` or ' +
      '`jwksUri`'
  return `${fix}, or have the signer use ${first}.`
}

function strengthProblem(alg: string, serves: string): string {
  const need = includes(HMAC_ALGORITHMS, alg)
    ? `a secret of ${Number(alg.slice(2)) / 8} bytes at least`
    : 'a key of its kind'
  const listed = 'and `algorithms`, where that is set, must list it.'
  return `which no key serves. ${serves} It needs ${need}, ${listed}`
}
