import type { KeyObject } from 'node:crypto'

/** Every prime up to 167 divides the constant that the flawed generator built its RSA primes from. */
const PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
]
const GENERATOR = 65537

/**
 * Whether an RSA key was made by the flawed generator of CVE-2017-15361 (ROCA). Its private keys can be
 * computed from the public ones. Its moduli are powers of 65537 modulo every small prime. Of sound keys about
 * one in 2^27 looks the same.
 */
export function isRoca(key: KeyObject): boolean {
  const { n } = key.export({ format: 'jwk' })
  if (n === undefined) return false
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
  return PRIMES.every((prime) => isPowerOfGenerator(Number(modulus % BigInt(prime)), prime))
}

function isPowerOfGenerator(residue: number, prime: number): boolean {
  let power = 1
  do {
    if (power === residue) return true
    power = (power * GENERATOR) % prime
  } while (power !== 1)
  return false
}
