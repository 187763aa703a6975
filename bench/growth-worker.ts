import { type AsapGuardOptions, asapGuard, safeParseDomains } from 'asap-guard'
import { answer } from './child.js'
import { median } from './medians.js'
import { processorTime } from './processor-time.js'
import { exchange } from './requests.js'
import { DOMAINS, mint, ORIGIN, SECRET } from './tokens.js'

export interface Growth {
  readonly input: string
  /** Processor time for 1 MiB and for 4 MiB, in milliseconds. */
  readonly one: number
  readonly four: number
}

/** Makes an input of a size, and gives what is to be timed. */
type Input = (size: number) => () => unknown

const guard = asapGuard({ domains: DOMAINS, secret: SECRET })
const good = mint(0)

/** A request with such headers, which is refused or, where the header has no say, is not. */
function request(headers: Record<string, string>, method = 'GET') {
  const { req, res } = exchange({ origin: ORIGIN, token: good }, headers)
  req.method = method
  return () => guard(req, res, () => {})
}

/** A request that has a Referer only. */
function withReferer(referer: string) {
  const { req, res } = exchange({ origin: ORIGIN, token: good }, { Referer: referer })
  delete req.headers.origin
  return () => guard(req, res, () => {})
}

/** Guards are made to fail by such options; how they do is tested elsewhere. */
function withOptions(options: object) {
  return () => {
    try {
      return asapGuard({ domains: DOMAINS, secret: SECRET, ...options } as AsapGuardOptions)
    } catch (error) {
      return error
    }
  }
}

const preflight = (names: string) =>
  request({ 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': names }, 'OPTIONS')

const inputs: Readonly<Record<string, Input>> = {
  'Origin: one long name': (size) => request({ Origin: `https://${'a'.repeat(size)}.example` }),
  'Origin: dots': (size) => request({ Origin: `https://${'a.'.repeat(size / 2)}example` }),
  'Origin: under a wildcard': (size) => request({ Origin: `https://${'a.'.repeat(size / 2)}example.net` }),
  'Origin: to be percent-decoded': (size) => request({ Origin: `https://${'%61'.repeat(size / 3)}` }),
  'Origin: spaces': (size) => request({ Origin: `https://${' '.repeat(size)}` }),
  'Referer: a long path': (size) => withReferer(`${ORIGIN}/${'a/'.repeat(size / 2)}`),
  'Referer: dots in the path': (size) => withReferer(`${ORIGIN}${'/..'.repeat(size / 3)}`),
  'Referer: a long host': (size) => withReferer(`https://${'a'.repeat(size)}/`),
  'Referer: at signs': (size) => withReferer(`https://${'@'.repeat(size)}`),
  'Authorization: one long token': (size) => request({ Authorization: `Bearer ${'a'.repeat(size)}` }),
  'Authorization: dots': (size) => request({ Authorization: `Bearer ${'.'.repeat(size)}` }),
  'Authorization: spaces': (size) => request({ Authorization: `Bearer ${' '.repeat(size)}` }),
  'Authorization: spaces around a token': (size) =>
    request({ Authorization: `Bearer ${' '.repeat(size)}a ` }),
  'Authorization: another scheme': (size) => request({ Authorization: 'b'.repeat(size) }),
  'Access-Control-Request-Headers: one name': (size) => preflight('x'.repeat(size)),
  'Access-Control-Request-Headers: many': (size) => preflight(`${'x,'.repeat(size / 2)}x`),
  'Access-Control-Request-Headers: spaces': (size) => preflight(`x${' '.repeat(size)}x`),
  'Access-Control-Request-Headers: commas': (size) => preflight(`x${','.repeat(size)}`),
  'domains: one long name': (size) => () => safeParseDomains(['a'.repeat(size)]),
  'domains: labels': (size) => () => safeParseDomains([`${'a.'.repeat(size / 2)}com`]),
  'domains: wildcards': (size) => () => safeParseDomains(['*.'.repeat(size / 2)]),
  'domains: punycode': (size) => () => safeParseDomains([`xn--${'a'.repeat(size)}.com`]),
  'domains: Unicode': (size) => () => safeParseDomains([`${'ü'.repeat(size)}.de`]),
  'domains: Unicode labels': (size) => () => safeParseDomains([`${'ü.'.repeat(size / 2)}de`]),
  'domains: look-alikes': (size) => () => safeParseDomains([`${'Ａ'.repeat(size)}.com`]),
  'domains: a port': (size) => () => safeParseDomains([`example.com:${'1'.repeat(size)}`]),
  'domains: a URL': (size) => () => safeParseDomains([`https://example.com/${'a/'.repeat(size / 2)}`]),
  'domains: white space': (size) => () => safeParseDomains([' '.repeat(size)]),
  'domains: many entries': (size) => {
    const domains = Array.from({ length: size }, (_, i) => `a${i}.com`)
    return () => safeParseDomains(domains)
  },
  'options: a long name': (size) => withOptions({ ['x'.repeat(size)]: 1 }),
  'options: many names': (size) =>
    withOptions(Object.fromEntries(Array.from({ length: size / 32 }, (_, i) => [`option${i}`, 1]))),
  'secret: a long text': (size) => withOptions({ secret: 'a'.repeat(size) }),
  'secret: base64 of nothing': (size) => withOptions({ secret: 'QUFB'.repeat(size / 4) }),
  'secret: braces': (size) => withOptions({ secret: '{'.repeat(size) }),
  'secret: dashes': (size) => withOptions({ secret: '-----BEGIN '.repeat(size / 11) }),
  'publicKey: dashes': (size) =>
    withOptions({ secret: undefined, publicKey: '-----BEGIN '.repeat(size / 11) }),
  'jwksUri: a long path': (size) =>
    withOptions({
      secret: undefined,
      jwksUri: `https://id.example.com/${'a/'.repeat(size / 2)}`,
      issuer: null,
      audience: null,
    }),
  'selfOrigin: a long name': (size) => withOptions({ selfOrigin: `https://${'a'.repeat(size)}.example` }),
  'cors.allowedHeaders: a long name': (size) => withOptions({ cors: { allowedHeaders: ['x'.repeat(size)] } }),
  'issuer: many': (size) =>
    withOptions({ issuer: Array.from({ length: size / 16 }, (_, i) => `issuer ${i}`) }),
}

const MEBIBYTE = 2 ** 20

/** Processor time of one call, in milliseconds. */
function time(input: Input, size: number): number {
  const run = input(size)
  const start = processorTime()
  run()
  return (processorTime() - start) / 1000
}

answer(({ rounds }: { rounds: number }): readonly Growth[] =>
  Object.entries(inputs).map(([name, input]) => {
    const measured: { one: number[]; four: number[] } = { one: [], four: [] }
    for (let round = 0; round <= rounds; round++) {
      const [one, four] = [time(input, MEBIBYTE), time(input, 4 * MEBIBYTE)]
      if (round === 0) continue
      measured.one.push(one)
      measured.four.push(four)
    }
    return { input: name, one: median(measured.one), four: median(measured.four) }
  }),
)
