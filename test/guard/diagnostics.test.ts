import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { AsapDecision } from 'asap-guard'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { fromSite, helpDesk, ROGUE_SITE, SITE } from '../support/help-desk.js'

let decisions: unknown[] = []
const listen = (decision: unknown) => decisions.push(decision)
beforeEach(() => {
  decisions = []
  subscribe('asap-guard:decision', listen)
})
afterEach(() => {
  unsubscribe('asap-guard:decision', listen)
})

/** A whole message; what is not named is `undefined`. */
const message = (said: Partial<AsapDecision>) => ({
  outcome: 'refused',
  code: undefined,
  status: undefined,
  detail: undefined,
  cause: undefined,
  origin: undefined,
  domain: undefined,
  tenant: undefined,
  kid: undefined,
  guest: false,
  ms: expect.any(Number),
  ...said,
})

const desk = await helpDesk({ secret: [SECRET, { kid: 'new', secret: `${SECRET}, the second` }] })
const preflight = (Origin: string) => ({
  method: 'OPTIONS',
  headers: { Origin, 'Access-Control-Request-Method': 'GET' },
})

describe('each request is one message', () => {
  test('let in', async () => {
    await desk.send({ headers: fromSite({ Origin: 'https://a.example.org' }) })
    expect(decisions).toEqual([
      message({
        outcome: 'allowed',
        origin: 'https://a.example.org',
        domain: '*.example.org',
        kid: 'secret[0]',
      }),
    ])
    expect((decisions[0] as AsapDecision).ms).toBeGreaterThanOrEqual(0)
  })

  test('let in by a named key', async () => {
    const token = createJwt({ header: { kid: 'new' }, secret: `${SECRET}, the second` })
    await desk.send({ headers: fromSite({ Authorization: `Bearer ${token}` }) })
    expect(decisions).toEqual([
      message({ outcome: 'allowed', origin: SITE, domain: 'help.example.com', kid: 'new' }),
    ])
  })

  test('a preflight', async () => {
    await desk.send(preflight(SITE))
    expect(decisions).toEqual([
      message({ outcome: 'preflight', status: 204, origin: SITE, domain: 'help.example.com' }),
    ])
  })

  test('refused for its site', async () => {
    await desk.send({ headers: fromSite({ Origin: ROGUE_SITE }) })
    expect(decisions).toEqual([
      message({
        code: 'origin_not_whitelisted',
        status: 403,
        origin: ROGUE_SITE,
        detail: `Origin "${ROGUE_SITE}" matches none of the approved domains. If the site is yours, add its host to them. See docs/errors.md#origin_not_whitelisted`,
      }),
    ])
  })

  test('a refused preflight', async () => {
    await desk.send(preflight('null'))
    expect(decisions).toEqual([
      message({ code: 'origin_opaque', status: 403, detail: expect.stringContaining('sandboxed frame') }),
    ])
  })

  test('refused for its token', async () => {
    await desk.send({ headers: { Origin: SITE } })
    expect(decisions).toEqual([
      message({
        code: 'token_missing',
        status: 401,
        origin: SITE,
        domain: 'help.example.com',
        detail:
          'there is no token: send the token as "Authorization: Bearer <token>". ' +
          'See docs/errors.md#token_missing',
      }),
    ])
  })

  test('refused after its key was known', async () => {
    const revoking = await helpDesk({ isRevoked: () => true })
    await revoking.send({ headers: fromSite() })
    expect(decisions).toEqual([
      message({
        code: 'token_revoked',
        status: 401,
        origin: SITE,
        domain: 'help.example.com',
        kid: 'secret',
        detail: (decisions[0] as AsapDecision).detail,
      }),
    ])
  })

  test('an app without an origin', async () => {
    const app = await helpDesk({ apps: { claim: 'client', equals: 'app' } })
    await app.send({ headers: { Authorization: `Bearer ${createJwt({ client: 'app' })}` } })
    expect(decisions).toEqual([message({ outcome: 'allowed', kid: 'secret' })])
  })

  test("a preflight of an app's web view, which is no unlisted site", async () => {
    const origins = ['capacitor://localhost']
    const domains = ['help.example.com']
    const app = await helpDesk({ domains, apps: { claim: 'client', equals: 'app', origins } })
    await app.send(preflight('capacitor://localhost'))
    expect(decisions).toEqual([
      message({ outcome: 'preflight', status: 204, origin: 'capacitor://localhost' }),
    ])
  })

  test('an answer by onDeny', async () => {
    const custom = await helpDesk({ onDeny: (_error, _req, res) => res.sendStatus(418) })
    await custom.send({ headers: { Origin: 'null' } })
    expect(decisions).toEqual([message({ code: 'origin_opaque', status: 403, detail: expect.any(String) })])
  })
})

describe('reportOnly says what it would have refused', async () => {
  const trial = await helpDesk({ reportOnly: true })
  const authorization = `Bearer ${createJwt()}`

  test.each([
    [{ Origin: ROGUE_SITE }, 'origin_not_whitelisted', ROGUE_SITE],
    [{ Origin: 'http://help.example.com' }, 'origin_insecure', 'http://help.example.com'],
    [{}, 'origin_missing', undefined],
  ] as const)('%j', async (headers, code, origin) => {
    await trial.send({ headers: { ...headers, Authorization: authorization } })
    expect(decisions).toEqual([message({ outcome: 'reported', code, origin, kid: 'secret' })])
  })

  test('a preflight of an unlisted site is a preflight', async () => {
    await trial.send(preflight(ROGUE_SITE))
    expect(decisions).toEqual([
      message({ outcome: 'preflight', code: 'origin_not_whitelisted', status: 204, origin: ROGUE_SITE }),
    ])
  })
  test('an approved site is just let in', async () => {
    await trial.send({ headers: fromSite() })
    expect(decisions).toEqual([
      message({ outcome: 'allowed', origin: SITE, domain: 'help.example.com', kid: 'secret' }),
    ])
  })
})

describe('what the request says cannot garble a log, nor bring secrets into it', () => {
  const detailOf = async (...lines: string[]) => {
    await desk.sendRaw('GET / HTTP/1.1', ...lines)
    expect(decisions).toHaveLength(1)
    return (decisions[0] as AsapDecision).detail ?? ''
  }

  test('control characters are escaped', async () => {
    const detail = await detailOf('Origin: https://a\tb\x80\x85\x9b31m\xad"')
    expect(detail).toContain('"https://a\\tb\\u0080\\u0085\\u009b31m\\u00ad\\""')
    expect(detail).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
  test('long values are cut', async () => {
    const detail = await detailOf(`Origin: https://${'a'.repeat(10_000)}`)
    expect(detail).toMatch(/^Origin "https:\/\/a{192}…" /)
    expect(detail.length).toBeLessThan(400)
  })
  test.each([
    `${ROGUE_SITE}/private/reset?token=s3cret#s3cret`,
    `${ROGUE_SITE}?s3cret`,
    `https://user:s3cret@evil.example/`,
    `https://help.example.com/a b?s3cret`,
    `https:\\\\evil.example\\s3cret`,
    `blob:https://evil.example/s3cret`,
    '/x?s3cret',
    '?s3cret',
  ])('of Referer %s the host alone is told', async (referer) => {
    const detail = await detailOf(`Referer: ${referer}`)
    expect(detail).toMatch(/^Referer "/)
    expect(detail).not.toMatch(/s3cret|private/)
  })
  test('no message holds a token', async () => {
    const token = createJwt({ secret: 'another secret' })
    for (const Authorization of [
      `Bearer ${token}`,
      `Bearer ${token} ${token}`,
      `bearer${token}`,
      `Basic ${token}`,
    ]) {
      await desk.send({ headers: { Origin: SITE, Authorization } })
    }
    expect(decisions).toHaveLength(4)
    for (const part of token.split('.')) expect(JSON.stringify(decisions)).not.toContain(part)
  })
})

test('no message is made where nobody listens', async () => {
  const now = vi.spyOn(performance, 'now')
  const callsOf = async () => {
    now.mockClear()
    await desk.send({ headers: fromSite() })
    return now.mock.calls.length
  }
  try {
    const heard = await callsOf()
    unsubscribe('asap-guard:decision', listen)
    // The duration is part of the message alone.
    expect(await callsOf()).toBeLessThan(heard)
    expect(decisions).toHaveLength(1)
  } finally {
    now.mockRestore()
  }
})
