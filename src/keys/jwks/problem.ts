/** Why a JWK Set is not available, and what to check. The address is put in front of the message. */
export class JwksProblem extends Error {
  override readonly name = 'JwksProblem'
}
