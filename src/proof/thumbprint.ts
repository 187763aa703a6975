import { sha256 } from './sha256.js'

/** A public key of P-256: its coordinates, 32 bytes in base64url each (RFC 7518 §6.2.1). */
export interface Point {
  readonly x: string
  readonly y: string
}

/** RFC 7638 §3 with SHA-256: the required members of the JWK alone, in the order of their names. */
export function thumbprintOf({ x, y }: Point): string {
  return sha256(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`)
}
