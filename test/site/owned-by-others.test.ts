import { afterEach, describe, expect, test, vi } from 'vitest'
import { parseDomains, safeParseDomains } from '../../src/domains/domains.js'
import { SUFFIX_PARENTS } from '../../src/domains/suffix-parents.js'
import { frameAncestors } from '../../src/site/frames.js'
import { checkOrigin } from '../../src/site/origin.js'
import { whitelistNearMiss } from '../../src/site/whitelist-near-miss.js'
import { boundSites, checkBinding } from '../../src/token/binding.js'
import { refusal } from '../support/refusal.js'

const BUCKET = 'https://evil-bucket.s3.amazonaws.com'

test.each(['*.amazonaws.com', '*.windows.net', '*.fastly.net', '*.ovh.net'])(
  '%s is refused, by the whitelist, a policy and a claim alike',
  (entry) => {
    expect(safeParseDomains([entry])).toMatchObject({ success: false, issues: [{ path: [0] }] })
    expect(() => frameAncestors([entry] as never)).toThrow(/public suffixes/)
    expect(boundSites({ site: entry }, 'site', false)).toEqual([])
  },
)

/** The table is made from one version of the list, and tldts may have a newer one when a request comes. */
describe('a suffix that the table lacks', () => {
  afterEach(() => vi.restoreAllMocks())
  const domains = () => {
    vi.spyOn(SUFFIX_PARENTS, 'has').mockReturnValue(false)
    return parseDomains(['*.amazonaws.com'])
  }

  test('is owned by others than the host of the entry', () => {
    expect(checkOrigin(domains(), { origin: BUCKET })).toEqual({
      allowed: false,
      code: 'origin_not_whitelisted',
    })
    expect(checkOrigin(domains(), { referer: `${BUCKET}/page` }).allowed).toBe(false)
    expect(checkOrigin(domains(), { origin: 'https://s3.amazonaws.com' }).allowed).toBe(false)
    expect(whitelistNearMiss(domains(), new URL(BUCKET))).toBeUndefined()
    expect(refusal(() => checkBinding(domains(), BUCKET)).code).toBe('token_domain')
  })
  test('takes nothing from the hosts beside it', () => {
    expect(checkOrigin(domains(), { origin: 'https://console.amazonaws.com' }).allowed).toBe(true)
    expect(checkOrigin(domains(), { origin: 'https://a.console.amazonaws.com' }).allowed).toBe(true)
  })
  test('does not keep a host below it from being listed itself', () => {
    const bucket = parseDomains(['evil-bucket.s3.amazonaws.com'])
    expect(checkOrigin(bucket, { origin: BUCKET }).allowed).toBe(true)
  })
})
