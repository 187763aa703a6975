import { describe, expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { helpDesk, ROGUE_SITE, SITE } from '../support/help-desk.js'

const desk = await helpDesk()
const authorization = `Authorization: Bearer ${createJwt()}`

/** The status line and the code of a raw answer. */
const gist = (raw: string) => [raw.slice(9, 12), /"code":"(\w+)"/.exec(raw)?.[1] ?? raw.split('\r\n').at(-1)]
const PASSED = ['200', '{"sub":"user-1"}']

/** Node joins two Origin lines, and keeps the first of the others in `req.headers`: only the wire shows the difference. */
const LINES: readonly [name: string, lines: readonly string[], expected: readonly unknown[]][] = [
  ['each header once', [`Origin: ${SITE}`, authorization], PASSED],
  ['names in any letter case', [`oRiGiN: ${SITE}`, authorization.replace('Auth', 'aUTH')], PASSED],
  ['white space around a value', [`Origin: \t ${SITE} \t`, authorization], PASSED],
  [
    'two equal Origin lines',
    [`Origin: ${SITE}`, `Origin: ${SITE}`, authorization],
    ['403', 'origin_malformed'],
  ],
  [
    'approved, then rogue',
    [`Origin: ${SITE}`, `Origin: ${ROGUE_SITE}`, authorization],
    ['403', 'origin_malformed'],
  ],
  [
    'rogue, then approved',
    [`Origin: ${ROGUE_SITE}`, `Origin: ${SITE}`, authorization],
    ['403', 'origin_malformed'],
  ],
  [
    'an empty line, then approved',
    ['Origin:', `Origin: ${SITE}`, authorization],
    ['403', 'origin_malformed'],
  ],
  [
    'approved, then an empty line',
    [`Origin: ${SITE}`, 'Origin:', authorization],
    ['403', 'origin_malformed'],
  ],
  ['null twice', ['Origin: null', 'Origin: null', authorization], ['403', 'origin_malformed']],
  ['two origins on one line', [`Origin: ${SITE} ${SITE}`, authorization], ['403', 'origin_malformed']],
  ['one Referer', [`Referer: ${SITE}/page`, authorization], PASSED],
  [
    'two equal Referer lines',
    [`Referer: ${SITE}/`, `Referer: ${SITE}/`, authorization],
    ['403', 'origin_malformed'],
  ],
  [
    'an approved Referer, then a rogue one',
    [`Referer: ${SITE}/`, `Referer: ${ROGUE_SITE}/`, authorization],
    ['403', 'origin_malformed'],
  ],
  [
    'an empty Referer, then an approved one',
    ['Referer:', `Referer: ${SITE}/`, authorization],
    ['403', 'origin_malformed'],
  ],
  [
    'an approved Referer, then an empty one',
    [`Referer: ${SITE}/`, 'Referer:', authorization],
    ['403', 'origin_malformed'],
  ],
  ['two equal tokens', [`Origin: ${SITE}`, authorization, authorization], ['400', 'request_invalid']],
  [
    'a good token, then a bad one',
    [`Origin: ${SITE}`, authorization, 'Authorization: Bearer x'],
    ['400', 'request_invalid'],
  ],
  [
    'a good token behind another scheme',
    [`Origin: ${SITE}`, 'Authorization: Basic eDp5', authorization],
    ['400', 'request_invalid'],
  ],
  [
    'an empty line, then a token',
    [`Origin: ${SITE}`, 'Authorization:', authorization],
    ['400', 'request_invalid'],
  ],
  ['an empty Authorization', [`Origin: ${SITE}`, 'Authorization:'], ['401', 'token_missing']],
  [
    'bytes that are no ASCII',
    ['Origin: https://h\xe9lp.example.com', authorization],
    ['403', 'origin_malformed'],
  ],
]

describe('lines on the wire', () => {
  test.each(LINES)('%s', async (_name, lines, expected) => {
    expect(gist(await desk.sendRaw('GET / HTTP/1.1', ...lines))).toEqual(expected)
  })
  test.each(LINES.filter(([, , [status]]) => status === '403'))(
    '%s: not in a preflight either',
    async (_name, lines, expected) => {
      const raw = await desk.sendRaw('OPTIONS / HTTP/1.1', ...lines, 'Access-Control-Request-Method: GET')
      expect(gist(raw)).toEqual(expected)
      expect(raw).not.toContain('Access-Control-Allow')
    },
  )
})

const DECIDED: readonly [name: string, headers: Record<string, string>, code: string | undefined][] = [
  ['Referer stands in for a missing Origin', { Referer: `${SITE}/page?q=1` }, undefined],
  [
    'an approved Referer saves no rogue Origin',
    { Origin: ROGUE_SITE, Referer: `${SITE}/` },
    'origin_not_whitelisted',
  ],
  ['an approved Referer saves no null Origin', { Origin: 'null', Referer: `${SITE}/` }, 'origin_opaque'],
  ['an approved Referer saves no empty Origin', { Origin: '', Referer: `${SITE}/` }, 'origin_malformed'],
  ['an approved Referer saves no malformed Origin', { Origin: 'x', Referer: `${SITE}/` }, 'origin_malformed'],
  ['a rogue Referer spoils no approved Origin', { Origin: SITE, Referer: `${ROGUE_SITE}/` }, undefined],
  ['the other spelling, Referrer, means nothing', { Referrer: `${SITE}/` }, 'origin_missing'],
  ['user information in Referer', { Referer: 'https://help.example.com@evil.example/' }, 'origin_malformed'],
  [
    'user information before an approved host',
    { Referer: 'https://u:p@help.example.com/' },
    'origin_malformed',
  ],
  ['an approved address in the query', { Referer: `${ROGUE_SITE}/?${SITE}/` }, 'origin_not_whitelisted'],
  ['about:client', { Referer: 'about:client' }, 'origin_malformed'],
  ['Referer: null', { Referer: 'null' }, 'origin_malformed'],
  ['an empty Referer', { Referer: '' }, 'origin_malformed'],
]

test.each(DECIDED)('%s', async (_name, headers, code) => {
  const answer = await desk.send({ headers: { ...headers, Authorization: `Bearer ${createJwt()}` } })
  expect(answer).toMatchObject({ status: code === undefined ? 200 : 403, code })
})

describe('selfOrigin', async () => {
  const own = 'https://desk.example.net:8443'
  const framed = await helpDesk({ selfOrigin: own, domainClaim: 'site' })
  const token = `Bearer ${createJwt({ site: 'help.example.com' })}`

  test('is approved by Origin and by Referer, and the token is not bound to it', async () => {
    for (const headers of [{ Origin: own }, { Referer: `${own}/frame` }]) {
      const answer = await framed.send({ headers: { ...headers, Authorization: token } })
      expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': own } })
      expect(framed.guard.auth(framed.reached.at(-1) as never)).toMatchObject({
        origin: own,
        domain: undefined,
      })
    }
  })
  test.each([
    'https://desk.example.net',
    'http://desk.example.net:8443',
    `${own}.evil.example`,
    'https://x.desk.example.net:8443',
  ])('is not %s', async (Origin) => {
    const answer = await framed.send({ headers: { Origin, Authorization: token } })
    expect(answer.status).toBe(403)
  })
  test('is explained without an entry of the whitelist', async () => {
    expect(framed.guard.explain({ origin: own })).toMatchObject({ allowed: true, domain: undefined })
  })
})
