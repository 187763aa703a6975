import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { fromSite, ROGUE_SITE, SITE } from '../support/help-desk.js'
import { newcomer, newcomersDesk } from '../support/newcomer.js'

const ANYWHERE = { headers: fromSite({ Origin: ROGUE_SITE }) }

describe('a refusal in development', () => {
  test.each([undefined, '', 'development'])('is said where NODE_ENV is %j', async (NODE_ENV) => {
    const desk = await newcomersDesk({}, undefined, NODE_ENV)
    await desk.send(ANYWHERE)
    expect(await desk.seen()).toHaveLength(1)
  })

  test.each(['production', 'test', 'staging'])('is not said where NODE_ENV is %s', async (NODE_ENV) => {
    const desk = await newcomersDesk({}, undefined, NODE_ENV)
    await desk.send(ANYWHERE)
    expect(await desk.seen()).toEqual([])
  })

  test('names the guard, the code, what was wrong, the fix and where to read more', async () => {
    const desk = await newcomersDesk({ domains: ['help.example.com', '*.example.org'] })
    await desk.send(ANYWHERE)
    expect(await desk.seen()).toEqual([
      '[origin_not_whitelisted] AsapGuardWarning: The guard of help.example.com, *.example.org answered ' +
        `403 origin_not_whitelisted: Origin "${ROGUE_SITE}" matches none of the approved domains. ` +
        'If the site is yours, add its host to them. ' +
        'Read more in docs/errors.md#origin_not_whitelisted of the package asap-guard. ' +
        'Each kind of mistake is said once; NODE_DEBUG=asap-guard prints every refusal.',
    ])
  })

  test('is not said to a subscriber, who is told of each decision', async () => {
    const desk = await newcomersDesk()
    const listen = () => {}
    subscribe('asap-guard:decision', listen)
    onTestFinished(() => void unsubscribe('asap-guard:decision', listen))
    await desk.send(ANYWHERE)
    expect(await desk.seen()).toEqual([])
  })

  test('is not said where onDeny is told of it', async () => {
    const desk = await newcomersDesk({ onDeny: (_error, _req, res) => res.sendStatus(418) })
    await desk.send(ANYWHERE)
    expect(await desk.seen()).toEqual([])
  })

  test('nothing is said of what passes', async () => {
    const desk = await newcomersDesk({ guests: true })
    await desk.send({ method: 'OPTIONS', headers: { Origin: SITE, 'Access-Control-Request-Method': 'GET' } })
    await desk.send({ headers: fromSite() })
    await desk.send({ headers: { Origin: SITE } })
    expect(await desk.seen()).toEqual([])
  })
})

describe('each kind is said once', () => {
  test.each<[name: string, first: Record<string, string>, second: Record<string, string>]>([
    ['another site that matches nothing', { Origin: ROGUE_SITE }, { Origin: 'https://other.example' }],
    ['a token that is past its end by another time', ended(60), ended(4000)],
    [
      'another site that is a subdomain',
      { Origin: 'https://a.help.example.com' },
      { Origin: 'https://b.help.example.com' },
    ],
  ])('%s is of the same kind', async (_name, first, second) => {
    const desk = await newcomersDesk()
    for (const headers of [first, second, first]) await desk.send({ headers: fromSite(headers) })
    expect(await desk.seen()).toHaveLength(1)
  })

  test.each<
    [name: string, first: Record<string, string | undefined>, second: Record<string, string | undefined>]
  >([
    ['another code', { Origin: ROGUE_SITE }, { Origin: undefined }],
    ['another near miss', { Origin: ROGUE_SITE }, { Origin: 'https://help.example.com:8443' }],
    ['a token in another place', { Authorization: undefined }, { Authorization: 'JWT x' }],
  ])('%s is another kind', async (_name, first, second) => {
    const desk = await newcomersDesk()
    for (const headers of [first, second, first]) await desk.send({ headers: fromSite(headers) })
    expect(await desk.seen()).toHaveLength(2)
  })

  test('twenty are said at most, and the last one says so', async () => {
    const desk = await newcomersDesk({
      claims: { '~standard': { version: 1, vendor: 'test', validate: nameTheRule } },
    })
    for (let rule = 0; rule < 25; rule++) {
      await desk.send({
        headers: fromSite({ Authorization: `Bearer ${createJwt({ rule: 'x'.repeat(rule) })}` }),
      })
    }
    const seen = await desk.seen()
    expect(seen).toHaveLength(20)
    expect(seen.at(-1)).toContain('No more is said; NODE_DEBUG=asap-guard prints every refusal.')
  })
})

/** A schema whose rules are named as the token asks: each is a kind of its own. */
function nameTheRule(value: unknown) {
  return { issues: [{ message: 'wrong', path: [`claim${(value as { rule: string }).rule}`] }] }
}

function ended(seconds: number) {
  const exp = Math.floor(Date.now() / 1000) - seconds
  return { Authorization: `Bearer ${createJwt({ iat: exp - 60, exp })}` }
}

describe('what is printed', () => {
  test('of a request is escaped and cut', async () => {
    const desk = await newcomersDesk()
    await desk.sendRaw('GET / HTTP/1.1', `Origin: https://${'a'.repeat(10_000)}`)
    await desk.sendRaw('GET / HTTP/1.1', 'Origin: https://a\x9b31m\xad')
    const [long = '', control = ''] = await desk.seen()
    expect(long).toMatch(/"https:\/\/a{192}…"/)
    expect(control).toMatch(/"https:\/\/a\\u009b31m\\u00ad"/)
  })

  test('never holds a cause, a token or the secret', async () => {
    const desk = await newcomersDesk({
      isRevoked: () => {
        throw new Error('postgres://user:s3cret@db')
      },
    })
    const token = createJwt()
    const forged = createJwt({ secret: 'another secret' })
    for (const Authorization of [
      token,
      `Bearer ${token}`,
      `Bearer ${forged}`,
      `Bearer "${token}"`,
      'Bearer',
    ]) {
      await desk.send({ headers: { Origin: SITE, Authorization } })
    }
    await desk.send({ path: `/?${token}`, headers: { Origin: SITE } })
    await desk.send({ path: `/?token=${token}`, headers: { Origin: SITE } })
    await desk.send({ headers: { Origin: SITE, Cookie: `${token}=1; session=${token}` } })
    const seen = (await desk.seen()).join()
    expect(seen.match(/AsapGuardWarning/g)?.length).toBeGreaterThanOrEqual(7)
    for (const part of [...token.split('.'), ...forged.split('.')]) expect(seen).not.toContain(part)
    expect(seen).not.toMatch(/s3cret/)
    expect(seen).not.toContain(SECRET)
  })
})

describe('every road', () => {
  test('guard.check', async () => {
    const { asapGuard, seen } = await newcomer()
    const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
    await expect(guard.check({ headers: { origin: SITE } })).rejects.toThrow()
    expect(await seen()).toEqual([
      expect.stringContaining('[token_missing] AsapGuardWarning: The guard of help.'),
    ])
  })

  test('guard.site', async () => {
    const desk = await newcomersDesk({}, (app, guard) =>
      app.use((guard as unknown as { site: typeof guard }).site),
    )
    await desk.send(ANYWHERE)
    expect(await desk.seen()).toHaveLength(1)
  })
})

describe('of a guard of many tenants', () => {
  const tenants = async (onDeny?: () => void) => {
    const { asapGuard, seen } = await newcomer()
    const guard = asapGuard({
      tenant: ({ headers }) => headers['x-tenant'] as string | undefined,
      load: async (tenant) =>
        tenant === 'acme' ? { domains: ['help.example.com'], secret: SECRET } : undefined,
      ...(onDeny && { onDeny }),
    })
    const call = (tenant?: string) =>
      guard.check({ headers: { origin: ROGUE_SITE, ...(tenant && { 'x-tenant': tenant }) } }).catch(() => {})
    return { call, seen }
  }

  test('the tenant is named', async () => {
    const { call, seen } = await tenants()
    await call('acme')
    expect((await seen())[0]).toContain('The guard of the tenant "acme" answered 403')
  })

  test('so is one that does not exist, escaped', async () => {
    const { call, seen } = await tenants()
    await call('a\nb')
    expect((await seen())[0]).toContain('The guard of the tenant "a\\nb" answered 404 tenant_unknown')
  })

  test('a request without a tenant is said to be one', async () => {
    const { call, seen } = await tenants()
    await call()
    expect((await seen())[0]).toContain('The guard of many tenants answered 404 tenant_unknown')
  })
})
