/** Why a JWK Set could not be had, and what to check. The message continues a sentence that starts with the address. */
export class JwksProblem extends Error {
  override readonly name = 'JwksProblem'
}
