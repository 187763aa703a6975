import * as asapGuard from 'asap-guard'
import { startTestJwks, type TestJwks } from 'asap-guard/testing'
import cors from 'cors'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Block, blocksUnder, pageAt } from '../docs/markdown.js'
import { runBlock } from '../docs/run-block.js'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { serve, type TestAnswer, type TestRequest, type TestServer } from '../support/server.js'

// The document is the test: its code is run as it stands, and every cell of its tables is what came out.

const page = pageAt('docs/migration.md')
const sections = page.text.split(/^(?=## )/m)

const SITE = 'https://help.example.com'
const ANOTHER_SITE = 'https://evil.example'
const path = '/widget/api/me'
const ISSUER = 'https://login.example.com/'
const SHORT_SECRET = 'twenty bytes secret!'

let jwks: TestJwks
beforeAll(async () => {
  jwks = await startTestJwks()
})
afterAll(async () => {
  vi.restoreAllMocks()
  await jwks.close()
})

type Env = Readonly<Record<string, string>>

interface Backend {
  /** Starts it anew: none knows what another has seen. */
  start(options?: { env?: Env; extend?: (app: Express) => void }): Promise<TestServer>
  token(claims?: object): string
}

function backendOf(block: Block): Backend {
  const usesJwks = block.code.includes('JWKS_URI')
  return {
    async start({ env, extend = () => {} } = {}) {
      const { app } = await runBlock(block, {
        env: { ASAP_SECRET: SECRET, JWKS_URI: jwks.jwksUri, ISSUER, ...env },
      })
      extend(app)
      return serve(app)
    },
    token: (claims) =>
      usesJwks
        ? jwks.createToken({ iss: ISSUER, aud: 'help-widget', scope: 'tickets:read', ...claims })
        : createJwt({ ...claims }),
  }
}

/** An answer in the words of the tables. */
function inWords({ status, code, body, headers }: TestAnswer): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  const isReadable = headers['access-control-allow-origin'] === SITE
  const content = code ? `\`${code}\`` : ({ 'text/html': 'HTML', 'application/json': 'JSON' }[type] ?? type)
  return [
    status,
    ...(status === 200 || body === '' ? [] : [content]),
    ...(isReadable ? ['+ CORS'] : []),
  ].join(' ')
}

const listed = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')
const bearer = (token: string) => ({ Origin: SITE, Authorization: `Bearer ${token}` })
const now = () => Math.floor(Date.now() / 1000)
const expired = () => ({ iat: now() - 700, exp: now() - 400 })
const preflight = (origin: string): TestRequest => ({
  method: 'OPTIONS',
  headers: {
    Origin: origin,
    'Access-Control-Request-Method': 'GET',
    'Access-Control-Request-Headers': 'authorization',
  },
})

/** A row about what one request is answered. */
const answering = (request: (token: Backend['token']) => TestRequest) => async (backend: Backend) =>
  inWords(await (await backend.start()).send({ path, ...request(backend.token) }))

/** What `guard.auth(req)` gives, as JSON. */
const CALLER = ['domain', 'expiresAt', 'guest', 'header', 'origin', 'payload', 'token']

/** A row about what a route finds on the request. */
const routeFinding = (property: 'auth' | 'user') => async (backend: Backend) => {
  const server = await backend.start({
    extend: (app) =>
      app.get('/widget/api/found', (req, res) => {
        res.json((req as unknown as Record<string, unknown>)[property] ?? null)
      }),
  })
  const { body } = await server.send({ path: '/widget/api/found', headers: bearer(backend.token()) })
  const found = JSON.parse(body)
  if (!found) return 'nothing'
  if ('guest' in found) {
    expect(Object.keys(found).sort()).toEqual(CALLER)
    return 'what `guard.auth(req)` gives'
  }
  return 'email' in found ? 'the claims' : listed(Object.keys(found).sort())
}

/** A row about a header of a refusal. */
const challenge = (claims: (() => object) | undefined) => async (backend: Backend) => {
  const headers = claims ? bearer(backend.token(claims())) : { Origin: SITE }
  const answer = await (await backend.start()).send({ path, headers })
  const value = answer.headers['www-authenticate']
  const short = value?.replace(/error_description=.*/, '…').replace(/ algs=".+?"/, ' algs="…"')
  return short ? `\`${short}\`` : 'none'
}

/** A row about what an error handler of the document's sends. */
const handlerAnswering =
  (headers: (token: Backend['token']) => Record<string, string>) =>
  async ({ start, token }: Backend) => {
    const answer = await (await start()).send({ headers: headers(token) })
    return inWords(answer).startsWith('404')
      ? 'not called'
      : `${answer.status} \`${JSON.parse(answer.body).error}\``
  }

const PROBES: Readonly<Record<string, (backend: Backend) => Promise<string>>> = {
  'a good token': async (backend) => {
    const answer = await (await backend.start()).send({ path, headers: bearer(backend.token()) })
    expect(answer.body).toBe('{"email":"user@example.com"}')
    return inWords(answer)
  },
  'a good token, from another site': answering((token) => ({
    headers: { ...bearer(token()), Origin: ANOTHER_SITE },
  })),
  'a good token, with neither `Origin` nor `Referer`': answering((token) => ({
    headers: { ...bearer(token()), Origin: undefined },
  })),
  'a good token as `?access_token=`': answering((token) => ({
    path: `${path}?access_token=${token()}`,
    headers: { Origin: SITE },
  })),
  'no token': answering(() => ({ headers: { Origin: SITE } })),
  'an expired token': answering((token) => ({ headers: bearer(token(expired())) })),
  'a token without `exp`': answering((token) => ({ headers: bearer(token({ exp: undefined })) })),
  'a token that lives for a day': answering((token) => ({ headers: bearer(token({ exp: now() + 86_400 })) })),
  'a token without the scope': answering((token) => ({ headers: bearer(token({ scope: 'other' })) })),
  'a token that is bound to a DPoP key, sent as Bearer': answering((token) => ({
    headers: bearer(token({ cnf: { jkt: 'thumbprint' } })),
  })),
  '`Authorization: Bearer` and no more': answering(() => ({
    headers: { Origin: SITE, Authorization: 'Bearer' },
  })),
  'another scheme than Bearer': answering(() => ({ headers: { Origin: SITE, Authorization: 'Basic YTpi' } })),
  'a preflight': answering(() => preflight(SITE)),
  'a preflight of another site': answering(() => preflight(ANOTHER_SITE)),
  'any other OPTIONS, without a token': answering(() => ({ method: 'OPTIONS', headers: { Origin: SITE } })),
  'a good token while the key endpoint is down': async (backend) => {
    const server = await backend.start({ env: { JWKS_URI: 'http://127.0.0.1:1/jwks.json' } })
    return inWords(await server.send({ path, headers: bearer(backend.token()) }))
  },
  'a secret of 20 bytes': async (backend) => {
    try {
      const server = await backend.start({ env: { ASAP_SECRET: SHORT_SECRET } })
      return inWords(await server.send({ path, headers: bearer(createJwt({ secret: SHORT_SECRET })) }))
    } catch (error) {
      return `throws \`${(error as Error).name}\` at the start`
    }
  },
  '`req.auth` in a route': routeFinding('auth'),
  '`req.user` in a route': routeFinding('user'),
  'challenge, no token': challenge(undefined),
  'challenge, expired token': challenge(expired),
  '`Vary`': async (backend) => {
    const { headers } = await (await backend.start()).send({ path, headers: bearer(backend.token()) })
    return headers.vary ? `\`${headers.vary}\`` : 'none'
  },
  'what an error handler gets': async (backend) => {
    const got: string[] = []
    const handler: ErrorRequestHandler = (error, _req, res, _next) => {
      got.push(error.name)
      res.sendStatus(error.status)
    }
    const server = await backend.start({ extend: (app) => app.use(handler) })
    await server.send({ path, headers: bearer(backend.token(expired())) })
    return got.length > 0 ? listed(got) : 'nothing'
  },
  'without a token': handlerAnswering(() => ({ Origin: SITE })),
  'with an expired token': handlerAnswering((token) => bearer(token(expired()))),
  'with a bad signature': handlerAnswering((token) => bearer(`${token().slice(0, -43)}${'A'.repeat(43)}`)),
  'from another site': handlerAnswering((token) => ({ ...bearer(token()), Origin: ANOTHER_SITE })),
}

/** The two blocks of a section: before and after. */
const codeBlocks = (text: string) =>
  blocksUnder(page, text.slice('## '.length, text.indexOf('\n'))) as [Block, Block]

/** What stands in the tables of a section, without their heads. */
const rows = (text: string) =>
  Array.from(
    text.matchAll(/^\| (.+) \| (.+) \| (.+) \|$/gm),
    ([, ...cells]) => cells.map((cell) => cell.trim()) as [string, string, string],
  ).filter(([, before = '']) => before !== 'before' && !/^-+$/.test(before))

const titled = sections.map((text) => ({ title: text.slice(0, text.indexOf('\n')), text }))

describe.each(titled.filter(({ text }) => codeBlocks(text).length === 2))('$title', ({ text }) => {
  const [before, after] = codeBlocks(text)

  test.each(rows(text))('%s', async (name, ...claimed) => {
    const probe = PROBES[name]
    if (!probe) throw new Error(`No probe for this row: ${name}`)
    expect([await probe(backendOf(before)), await probe(backendOf(after))]).toEqual(claimed)
  })
})

describe('what the text says beside the tables', () => {
  const text = sections.join('')
  const guarded = asapGuard.asapGuard({ domains: ['help.example.com'], secret: SECRET })
  const answer = (_req: express.Request, res: express.Response) => {
    res.json({})
  }

  test("Express's error page has the stack trace outside production alone", async () => {
    const [before] = page.blocks as [Block]
    const errorPage = async (mode: string) => {
      const server = await backendOf(before).start({ extend: (app) => app.set('env', mode) })
      return (await server.send({ path, headers: { Origin: SITE } })).body
    }
    // Express prints the error as well, after it has answered.
    vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(await errorPage('development')).toContain('node_modules')
    expect(await errorPage('production')).not.toContain('node_modules')
  })

  test('cors in front of the guard answers preflights in its stead', async () => {
    const server = await serve(express().use(cors(), guarded, answer))
    expect(await server.send(preflight(ANOTHER_SITE))).toMatchObject({ status: 204 })
  })

  test('onDeny hands on an error with status and headers already set', async () => {
    const [, after] = codeBlocks(sections.find((section) => section.startsWith('## Keeping')) ?? '')
    const server = await backendOf(after).start()
    expect(await server.send({ headers: { Origin: SITE } })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="asap-guard"', 'access-control-allow-origin': SITE },
    })
  })

  const option = (name: string) => {
    const [, value = ''] = text.match(new RegExp(`\`${name}: (.+?)\``)) ?? []
    return new Function(`return ${value}`)()
  }

  test('getToken, as it is there, finds a token in the query', async () => {
    const options = { domains: ['help.example.com'], secret: SECRET, getToken: option('getToken') }
    const server = await serve(express().use(asapGuard.asapGuard(options), answer))
    const headers = { Origin: SITE }
    expect(await server.send({ path: `/?access_token=${createJwt()}`, headers })).toMatchObject({
      status: 200,
    })
    expect(await server.send({ headers })).toMatchObject({ status: 401, code: 'token_missing' })
  })
})
