import { percentDecoded } from '../percent-decoded.js'

/** What a signer may use in place of a secret, and what to do about it. */
export interface SecretVariant {
  readonly bytes: Buffer
  readonly says: string
}

/**
 * What signers make of a secret by mistake, or a guard. They are tried only to tell people what is wrong: a
 * token that was signed with one of them stays refused.
 */
export function secretVariants(secret: Buffer): readonly SecretVariant[] {
  // In latin1 each byte is one character, so no byte is lost.
  const text = secret.toString('latin1')
  const bare = withoutSurroundings(text)
  const variants = [
    ...decoded(text),
    ...encoded(secret),
    ...wrapped(text),
    { bytes: Buffer.from(bare, 'latin1'), says: SURROUNDED },
    ...decoded(bare),
    ...fromPercents(text),
    ...inLatin1(secret),
  ]
  // Often nothing was around it, or encoded in it, and a variant is the secret itself.
  return variants.filter(({ bytes }) => bytes.length > 0 && !bytes.equals(secret))
}

const SURROUNDED =
  'The secret of the guard has a line end, white space, quotes or a byte order mark around it, which the ' +
  'secret of the signer has not: take that away.'

/**
 * White space, quotes and the bytes of a byte order mark (EF BB BF), as latin1 has them. The lookbehind
 * keeps this linear: each row of such characters is tried from its first one alone.
 */
const SURROUNDINGS = [/^\u00ef\u00bb\u00bf/, /^[\s"'`]+/, /(?<![\s"'`])[\s"'`]+$/]

function withoutSurroundings(text: string): string {
  return SURROUNDINGS.reduce((rest, pattern) => rest.replace(pattern, ''), text)
}

function decoded(text: string): SecretVariant[] {
  const isHex = text.length % 2 === 0 && /^[0-9a-f]+$/i.test(text)
  const isBase64 = /^[\w+/-]+={0,2}$/.test(text)
  const name = /[-_]/.test(text) ? 'base64url' : 'base64'
  return [...(isHex ? [decodedFrom(text, 'hex')] : []), ...(isBase64 ? [decodedFrom(text, name)] : [])]
}

const decodedFrom = (text: string, encoding: 'hex' | 'base64' | 'base64url'): SecretVariant => ({
  bytes: Buffer.from(text, encoding),
  says:
    `The signer decodes the secret from ${encoding}, and the guard takes it as text: give ` +
    `Buffer.from(secret, "${encoding}") to the guard.`,
})

function encoded(secret: Buffer): SecretVariant[] {
  return (['base64', 'base64url', 'hex'] as const).flatMap((encoding) => {
    const text = secret.toString(encoding)
    const signed = `The signer uses the secret in ${encoding} as text`
    const says = `${signed}: give the guard the same text, not decoded.`
    return [text, `${text}\n`].map((written) => ({ bytes: Buffer.from(written), says }))
  })
}

/** What files and environment variables put around a value, with the name that people know it by. */
const WRAPPINGS: readonly (readonly [name: string, before: string, behind: string])[] = [
  ['a line end behind it', '', '\n'],
  ['a line end (CR LF) behind it', '', '\r\n'],
  ['a carriage return behind it', '', '\r'],
  ['a space behind it', '', ' '],
  ['a space before it', ' ', ''],
  ['a backslash and an "n" behind it', '', '\\n'],
  ['double quotes around it', '"', '"'],
  ['single quotes around it', "'", "'"],
  ['a line end and double quotes around it', '"', '"\n'],
  ['a byte order mark before it', '\u00ef\u00bb\u00bf', ''],
]

function wrapped(text: string): SecretVariant[] {
  return WRAPPINGS.map(([name, before, behind]) => ({
    bytes: Buffer.from(`${before}${text}${behind}`, 'latin1'),
    says: `The secret of the signer has ${name}: take that away where the signer reads it.`,
  }))
}

function fromPercents(text: string): SecretVariant[] {
  const bytes = Buffer.from(percentDecoded(text), 'latin1')
  return [{ bytes, says: 'The secret of the guard is URL-encoded ("%2B" for "+"): give it decoded.' }]
}

/** A secret in ASCII has the same bytes in Latin-1. */
function inLatin1(secret: Buffer): SecretVariant[] {
  const bytes = Buffer.from(secret.toString(), 'latin1')
  const says = 'The signer writes the secret in Latin-1, and the guard in UTF-8: use letters of ASCII alone.'
  return [{ bytes, says }]
}
