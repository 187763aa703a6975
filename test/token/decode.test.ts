import { expect, test } from 'vitest'
import { decodeToken } from '../../src/token/decode.js'
import { encoded, type Part } from '../support/jws.js'
import { refusal } from '../support/refusal.js'

const SIGNATURE = Buffer.alloc(32, 1).toString('base64url')

const token = (header: Part, payload: Part = '{}') => `${encoded(header)}.${encoded(payload)}.${SIGNATURE}`
const withHeader = (members: object) => token({ alg: 'HS256', ...members })
const HEADER = encoded({ alg: 'HS256' })

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const LONE_SURROGATE = Buffer.from([0xed, 0xa0, 0x80])
const OVERLONG = Buffer.from([0xc0, 0xaf])
const jsonText = (bytes: Buffer) =>
  Buffer.concat([Buffer.from('{"alg":"HS256","a":"'), bytes, Buffer.from('"}')])

const MALFORMED: Record<string, [token: string, detail: RegExp]> = {
  'nothing at all': ['', /three parts/],
  'one part': ['abcd', /three parts/],
  'two parts': [`${HEADER}.e30`, /three parts/],
  'four parts': [`${HEADER}.e30.${SIGNATURE}.`, /three parts/],
  'five parts, an encrypted token': [`${HEADER}.AAAA.AAAA.AAAA.AAAA`, /three parts/],
  'a thousand dots': ['.'.repeat(1000), /three parts/],
  'two dots alone': ['..', /header is not a JSON object/],
  'no header': [`.e30.${SIGNATURE}`, /header is not a JSON object/],
  'no payload': [`${HEADER}..${SIGNATURE}`, /payload is not a JSON object/],

  'more than 16 KiB': [`${HEADER}.e30.${'A'.repeat(16_384)}`, /^longer than 16384 .*--max-http-header-size/],
  'more than 16 KiB of dots': ['.'.repeat(16_385), /longer than 16384/],

  'padding in the header': [`${encoded('{"alg":"HS256"} ')}==.e30.${SIGNATURE}`, /base64url/],
  'padding in the payload': [`${HEADER}.e30=.${SIGNATURE}`, /base64url/],
  'padding in the signature': [`${HEADER}.e30.${SIGNATURE}=`, /base64url/],
  'a plus sign': [`${HEADER}.e30.${SIGNATURE.slice(0, -4)}++AA`, /base64url/],
  'a slash': [`${HEADER}.e30.//AA`, /base64url/],
  'white space in a part': [`${HEADER}.e3 0.${SIGNATURE}`, /base64url/],
  'a newline at the end': [`${HEADER}.e30.${SIGNATURE}\n`, /base64url/],
  'a zero byte': [`${HEADER}.e30\0.${SIGNATURE}`, /base64url/],
  'a part of one character': [`${HEADER}.e30.A`, /base64url/],
  'a part of five characters': [`${HEADER}.e30.AAAAA`, /base64url/],
  'unused bits set, of two': [`${HEADER}.e30.AAB`, /base64url/],
  'unused bits set, of four': [`${HEADER}.e30.AB`, /base64url/],
  'one unused bit set, of four': [`${HEADER}.e30.AE`, /base64url/],
  'unused bits set in the header': [`${encoded('{"alg":"HS256"}  ').replace(/A$/, 'B')}.e30.`, /base64url/],
  'look-alike letters': [`${HEADER}.e30.\uff21\uff21\uff21\uff21`, /base64url/],

  'a byte order mark before the header': [
    token(Buffer.concat([BYTE_ORDER_MARK, Buffer.from('{"alg":"HS256"}')])),
    /JSON/,
  ],
  'a byte order mark before the payload': [
    token({ alg: 'HS256' }, Buffer.concat([BYTE_ORDER_MARK, Buffer.from('{}')])),
    /JSON/,
  ],
  'a lone surrogate in the header': [token(jsonText(LONE_SURROGATE)), /header is not UTF-8/],
  'a lone surrogate in the payload': [
    token({ alg: 'HS256' }, jsonText(LONE_SURROGATE)),
    /payload is not UTF-8/,
  ],
  'an overlong byte sequence': [token(jsonText(OVERLONG)), /header is not UTF-8/],
  latin1: [token({ alg: 'HS256' }, Buffer.from('{"name":"J\xfcrgen"}', 'latin1')), /payload is not UTF-8/],
  'UTF-16': [token(Buffer.from('{"alg":"HS256"}', 'utf16le')), /header is not JSON/],

  'a header that is a list': [token('["HS256"]'), /header is not a JSON object/],
  'a header that is null': [token('null'), /header is not a JSON object/],
  'a header that is text': [token('"HS256"'), /header is not a JSON object/],
  'a header of JavaScript': [token("{alg:'HS256'}"), /header is not JSON/],
  'a header with something behind it': [token('{"alg":"HS256"}{}'), /header is not JSON/],
  'a header behind a no-break space': [token('\u00a0{"alg":"HS256"}'), /header is not a JSON object/],
  'a payload that is a list': [token({ alg: 'HS256' }, '[{"exp":1}]'), /payload is not a JSON object/],
  'a payload that is null': [token({ alg: 'HS256' }, 'null'), /payload is not a JSON object/],
  'a payload that is a number': [token({ alg: 'HS256' }, '1e400'), /payload is not a JSON object/],
  'a payload that is text': [token({ alg: 'HS256' }, '"{}"'), /payload is not a JSON object/],
  'a payload that is prose': [token({ alg: 'HS256', typ: 'JWT' }, 'foo'), /payload is not a JSON object/],
  'a header that ends early': [token('{"alg":'), /header is not JSON/],
  'brackets as deep as they fit': [
    token({ alg: 'HS256' }, '['.repeat(12_000)),
    /payload is not a JSON object/,
  ],
  'white space as far as it fits': [
    token({ alg: 'HS256' }, ' '.repeat(12_000)),
    /payload is not a JSON object/,
  ],

  crit: [withHeader({ crit: ['exp'] }), /"crit"/],
  'crit, empty': [withHeader({ crit: [] }), /"crit"/],
  'crit, null': [withHeader({ crit: null }), /"crit"/],
  'b64 off': [withHeader({ b64: false }), /"b64"/],
  'b64 on': [withHeader({ b64: true }), /"b64"/],
  'a kid that is empty': [withHeader({ kid: '' }), /"kid"/],
  'a kid that is null': [withHeader({ kid: null }), /"kid"/],
  'a kid that is a number': [withHeader({ kid: 1 }), /"kid"/],
  'a kid that is an object': [withHeader({ kid: { toString: 'a' } }), /"kid"/],
  'a kid that is a list': [withHeader({ kid: ['a'] }), /"kid"/],
  'typ of something else': [withHeader({ typ: 'dpop+jwt' }), /"typ"/],
  'typ JWE': [withHeader({ typ: 'JWE' }), /"typ"/],
  'typ empty': [withHeader({ typ: '' }), /"typ"/],
  'typ null': [withHeader({ typ: null }), /"typ"/],
  'typ a list': [withHeader({ typ: ['JWT'] }), /"typ"/],
  'typ with a space': [withHeader({ typ: 'JWT ' }), /"typ"/],
  'typ of another media type': [withHeader({ typ: 'text/jwt' }), /"typ"/],
  'typ with the prefix twice': [withHeader({ typ: 'application/application/jwt' }), /"typ"/],
  'typ with the prefix in the middle': [withHeader({ typ: 'at+application/jwt' }), /"typ"/],
  'typ with letters that only look so': [withHeader({ typ: 'J\u0057T\u200b' }), /"typ"/],
}

test.each(Object.entries(MALFORMED))('%s: malformed', (_name, [text, detail]) => {
  const error = refusal(() => decodeToken(text))
  expect(error.code).toBe('token_malformed')
  expect(error.detail).toMatch(detail)
  expect(error.cause).toBeUndefined()
})

test.each(['{}', '{"alg":null}', '{"alg":256}', '{"alg":["HS256"]}', '{"__proto__":{"alg":"HS256"}}'])(
  'the header %s names no algorithm',
  (header) => {
    expect(refusal(() => decodeToken(token(header)))).toMatchObject({
      code: 'token_algorithm',
      detail: 'the header names no "alg"',
    })
  },
)

const DECODED: Record<string, [header: Part, payload: Part]> = {
  'the least there is': ['{"alg":"HS256"}', '{}'],
  'typ JWT': [{ alg: 'HS256', typ: 'JWT' }, {}],
  'typ in lower case': [{ alg: 'HS256', typ: 'jwt' }, {}],
  'typ as a media type': [{ alg: 'HS256', typ: 'application/JWT' }, {}],
  'typ of an access token': [{ alg: 'HS256', typ: 'at+jwt' }, {}],
  'typ of an access token as a media type': [{ alg: 'HS256', typ: 'Application/AT+JWT' }, {}],
  'a kid of any text': [{ alg: 'HS256', kid: '../../etc/passwd\0' }, {}],
  'references to keys, which nobody follows': [
    { alg: 'HS256', jku: 'https://evil.example', jwk: {}, x5u: 1 },
    {},
  ],
  'white space as in JSON': ['\r\n\t {"alg":"HS256"} ', ' {} '],
  'an escaped lone surrogate': ['{"alg":"HS256"}', '{"name":"\\ud800"}'],
}

test.each(Object.entries(DECODED))('%s: taken apart', (_name, [header, payload]) => {
  expect(decodeToken(token(header, payload)).header.alg).toBe('HS256')
})

test('exactly 16 KiB is not too long', () => {
  const rest = `${HEADER}.e30.`
  const signature = 'A'.repeat(16_384 - rest.length)
  expect(signature.length % 4).not.toBe(1)
  expect(decodeToken(rest + signature).alg).toBe('HS256')
})

test('of repeated members the last counts, spelt with escapes or not', () => {
  const { header, alg, kid } = decodeToken(token('{"alg":"none","kid":"a","k\\u0069d":"b","alg":"HS256"}'))
  expect(header).toEqual({ alg: 'HS256', kid: 'b' })
  expect({ alg, kid }).toEqual({ alg: 'HS256', kid: 'b' })
})

test('a member called __proto__ is a member, and changes no object', () => {
  const { header, kid } = decodeToken(
    token('{"alg":"HS256","__proto__":{"kid":"a"},"constructor":{"prototype":{}}}'),
  )
  expect(kid).toBeUndefined()
  expect(Object.keys(header)).toEqual(['alg', '__proto__', 'constructor'])
  expect(Object.getPrototypeOf(header)).toBe(Object.prototype)
})

test('the header of the token before is not read again, and that of another one is', () => {
  const first = decodeToken(withHeader({ kid: 'a' }))
  expect(decodeToken(withHeader({ kid: 'a' })).header).toBe(first.header)
  expect(decodeToken(withHeader({ kid: 'b' }))).toMatchObject({ header: { kid: 'b' }, kid: 'b' })
})
