/**
 * A text whose percent-encoded octets (RFC 3986 §2.1) are decoded, each to one character. Nothing can be
 * malformed.
 */
export function percentDecoded(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (octet) => String.fromCharCode(Number.parseInt(octet.slice(1), 16)))
}
