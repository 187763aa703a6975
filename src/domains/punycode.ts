// Browsers have nothing like Node's `url.domainToUnicode`, and `punycode` is the name of a Node built-in.

/** RFC 3492 §5: the parameters of Punycode. */
const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700
const INITIAL_BIAS = 72
const INITIAL_CODE_POINT = 0x80
const HIGHEST_CODE_POINT = 0x10ffff

/**
 * Decodes the part of an A-label after `xn--` (RFC 3492 §6.2). `undefined` if it is not valid Punycode. The
 * input is expected in lower case.
 */
export function decodePunycode(encoded: string): string | undefined {
  const delimiter = encoded.lastIndexOf('-')
  const output = Array.from(
    encoded.slice(0, Math.max(delimiter, 0)),
    (character) => character.codePointAt(0) as number,
  )
  let position = 0
  let codePoint = INITIAL_CODE_POINT
  let bias = INITIAL_BIAS

  for (let next = delimiter + 1; next < encoded.length; ) {
    const length = output.length + 1
    // From this position on, code points would be past the last one.
    const limit = (HIGHEST_CODE_POINT + 1 - codePoint) * length
    const start = position
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitValue(encoded.charCodeAt(next++))
      if (digit >= BASE) return undefined
      position += digit * weight
      if (position >= limit) return undefined
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX)
      if (digit < threshold) break
      weight *= BASE - threshold
    }
    bias = adapt(position - start, length, start === 0)
    codePoint += Math.floor(position / length)
    position %= length
    output.splice(position++, 0, codePoint)
  }
  return String.fromCodePoint(...output)
}

/** `BASE` or more for what is no digit: another sign, or NaN behind the end. */
function digitValue(charCode: number): number {
  if (charCode >= 0x61 && charCode <= 0x7a) return charCode - 0x61
  return charCode >= 0x30 ? charCode - 0x30 + 26 : BASE
}

/** RFC 3492 §6.1. */
function adapt(delta: number, length: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? DAMP : 2))
  rest += Math.floor(rest / length)
  let k = 0
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN))
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW))
}
