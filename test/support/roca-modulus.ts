const GENERATOR = 65537n

/**
 * A modulus with the fingerprint of the generator of CVE-2017-15361, base64url: a power of 65537 modulo the product of
 * the small primes, and anything above. It is no real key: nobody has its factors.
 */
export function rocaModulus(bits: number): string {
  const product = primesUpTo(167).reduce((result, prime) => result * BigInt(prime), 1n)
  let residue = 1n
  for (let i = 0; i < 12_345; i += 1) residue = (residue * GENERATOR) % product
  const above = (1n << BigInt(bits - 1)) / product + 1n
  const modulus = residue + (above + BigInt((residue + above * product) % 2n === 0n ? 1 : 0)) * product
  return Buffer.from(modulus.toString(16).padStart(bits / 4, '0'), 'hex').toString('base64url')
}

/** Without 2, which a modulus is never divided by. */
function primesUpTo(limit: number): number[] {
  const primes: number[] = []
  for (let number = 3; number <= limit; number += 2) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number)
  }
  return primes
}
