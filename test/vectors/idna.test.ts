import { checkOrigin, parseDomains, safeParseDomains } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { parsedUrl } from '../../src/parsed-url.js'
import { vectorList, vectors } from '../support/vectors.js'

interface ToAscii {
  readonly input: string
  /** `null`: must fail. */
  readonly output: string | null
  readonly comment?: string
}

/** Normal form of an entry; `undefined` if it is refused. */
function entryOf(text: string): string | undefined {
  const result = safeParseDomains([text], { allowInternalHosts: true })
  return result.success ? result.data[0] : undefined
}

describe.skipIf(!vectors('wpt-url'))(
  'IDNA: an entry is accepted as the name that it stands for, or not at all',
  () => {
    test.each([
      ['toascii.json', 20],
      ['IdnaTestV2.json', 100],
      ['IdnaTestV2-removed.json', 0],
    ])('%s', (file, atLeast) => {
      let accepted = 0
      for (const { input, output } of vectorList<ToAscii | string>('wpt-url', file).filter(
        (v) => typeof v === 'object',
      )) {
        for (const entry of [input, `${input}.example.com`]) {
          const domain = entryOf(entry)
          if (domain === undefined) continue
          accepted += 1
          expect(output, `${JSON.stringify(entry)} is accepted`).not.toBeNull()
          expect(domain, JSON.stringify(entry)).toBe(entry === input ? output : `${output}.example.com`)
        }
      }
      expect(accepted).toBeGreaterThanOrEqual(atLeast)
    })
  },
)

interface DnsLength {
  readonly input: string
  readonly failure: boolean
  readonly message: string
}

describe.skipIf(!vectors('ada-url'))('lengths of DNS', () => {
  const all = vectorList<DnsLength | string>('ada-url', 'verifydnslength_tests.json').filter(
    (v) => typeof v === 'object',
  )

  test.each(all.map(({ message, ...vector }) => [message, vector.input.slice(-30), vector] as const))(
    '%s (…%s)',
    (_message, _end, { input, failure }) => {
      const { host, origin } = new URL(input.replace('http:', 'https:'))
      const domain = entryOf(host)
      expect(domain).toBe(failure || host.endsWith('.') ? undefined : host)
      if (domain !== undefined) expect(checkOrigin(parseDomains([domain]), { origin }).allowed).toBe(true)

      const parents = host
        .split('.')
        .flatMap((_, index, labels) => entryOf(`*.${labels.slice(index + 1).join('.')}`) ?? [])
      for (const parent of parents) {
        expect(checkOrigin(parseDomains([parent]), { origin }).allowed, parent).toBe(domain !== undefined)
      }
    },
  )
})

interface Punycode {
  readonly description: string
  readonly decoded: string
  readonly encoded: string
}

describe.skipIf(!vectors('rust-url-idna'))('punycode', () => {
  const wildcard = parseDomains(['*.example.com'])

  test.each(
    vectorList<Punycode>('rust-url-idna', 'punycode_tests.json').map((v) => [v.description, v] as const),
  )('good: %s', (_name, { encoded }) => {
    const host = `xn--${encoded}.example.com`.toLowerCase()
    const domain = entryOf(host)
    expect([host, undefined]).toContain(domain)
    const { allowed } = checkOrigin(wildcard, { origin: `https://${host}` })
    if (domain !== undefined) expect(allowed).toBe(true)
  })

  test.each(
    vectorList<Punycode>('rust-url-idna', 'bad_punycode_tests.json').map((v) => [v.description, v] as const),
  )('bad: %s', (_name, { encoded }) => {
    const host = `xn--${encoded}.example.com`
    expect(entryOf(host)).toBeUndefined()
    // Where the URL parser takes it, as that of Node 24 does, it is a subdomain like any other.
    const origin = `https://${host}`
    expect(checkOrigin(wildcard, { origin }).allowed).toBe(parsedUrl(origin)?.origin === origin)
  })
})
