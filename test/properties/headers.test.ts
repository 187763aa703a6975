import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import { duplexPair } from 'node:stream'
import {
  type AsapDecision,
  AsapGuardError,
  type AsapGuardErrorCode,
  type AsapPolicyOptions,
  asapGuard,
} from 'asap-guard'
import { testDpopKey } from 'asap-guard/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { runs } from '../support/runs.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

const SITE = 'https://help.example.com'
const BACKEND = 'https://desk.example.net'
const HOUR = { exp: Math.floor(Date.now() / 1000) + 3600 }

const key = testDpopKey()
const token = createJwt(HOUR)
const bound = createJwt({ ...HOUR, cnf: { jkt: key.thumbprint } })
const proof = () => key.createProof({ url: `${BACKEND}/`, token: bound })

/** Every option that looks at a header is set in one of them. */
const GUARDS: readonly Partial<AsapPolicyOptions>[] = [
  {},
  {
    guests: true as never,
    selfOrigin: BACKEND,
    apps: { claim: 'sub', equals: 'user-1', origins: ['capacitor://localhost'] },
    dpop: { url: BACKEND },
  },
  { reportOnly: true, dpop: { url: BACKEND, required: true }, cors: false },
]
const guards = GUARDS.map((options) =>
  asapGuard({ domains: ['help.example.com'], secret: SECRET, maxLifetime: 86_400, ...options }),
)
const ROADS = ['gate', 'site', 'embed', 'upgrade'] as const

const GOOD: Readonly<Record<string, readonly string[]>> = {
  Origin: [SITE, 'null', 'https://evil.example', 'capacitor://localhost'],
  Referer: [`${SITE}/page?a=b`, 'https://evil.example/'],
  Authorization: [`Bearer ${token}`, `DPoP ${bound}`, 'Basic YTpi', `bearer   ${token}`],
  DPoP: [proof(), proof()],
  Host: ['desk.example.net', 'localhost:3000'],
  'Sec-Fetch-Site': ['same-origin', 'cross-site'],
  'Sec-Fetch-Mode': ['cors', 'websocket'],
  'Sec-Fetch-Dest': ['empty'],
  'Sec-WebSocket-Protocol': [
    `chat, asap-guard.bearer.${token}`,
    `asap-guard.bearer.${bound}, asap-guard.dpop.${proof()}`,
  ],
  'Access-Control-Request-Method': ['GET'],
  'Access-Control-Request-Headers': ['authorization, x-a'],
}
const NAMES = Object.keys(GOOD)

type Line = readonly [name: string, value: string]

/** A call and a handshake as the widget makes them. */
const CALLS: readonly (readonly Line[])[] = [
  [
    ['Origin', SITE],
    ['Authorization', `Bearer ${token}`],
  ],
  [
    ['Origin', SITE],
    ['Sec-WebSocket-Protocol', `chat, asap-guard.bearer.${token}`],
  ],
]

/** A line with some other bytes in it. */
const spoilt = ([name, value]: Line, bytes: fc.Arbitrary<string>): fc.Arbitrary<Line> =>
  fc.tuple(fc.nat(value.length), fc.integer({ min: 0, max: 3 }), bytes).map(([at, removed, added]) => {
    return [name, value.slice(0, at) + added + value.slice(at + removed)]
  })

/** A line of a header: what a client may send, that with other bytes in it, or whatever bytes. */
function lineOf(bytes: fc.Arbitrary<string>): fc.Arbitrary<Line> {
  const good = fc
    .constantFrom(...NAMES)
    .chain((name) => fc.constantFrom(...(GOOD[name] ?? [])).map((value): Line => [name, value]))
  return fc.oneof(
    { weight: 4, arbitrary: good },
    { weight: 2, arbitrary: good.chain((line) => spoilt(line, bytes)) },
    fc.tuple(fc.constantFrom(...NAMES), bytes),
  )
}

/** Any lines. Sometimes the first is followed by another of the same name. */
const anyLines = (bytes: fc.Arbitrary<string>): fc.Arbitrary<readonly Line[]> =>
  fc
    .tuple(fc.array(lineOf(bytes), { maxLength: 7 }), fc.boolean(), fc.nat())
    .map(([lines, isRepeated, which]) => {
      const [name] = lines[0] ?? []
      const values = GOOD[name ?? ''] ?? []
      return name !== undefined && isRepeated
        ? [...lines, [name, values[which % values.length] ?? '']]
        : lines
    })

/** The lines of a call or a handshake, each of them sometimes spoilt. */
const linesOfCall = (bytes: fc.Arbitrary<string>): fc.Arbitrary<readonly Line[]> =>
  fc
    .constantFrom(...CALLS)
    .chain((lines) =>
      fc.tuple(
        ...lines.map((line) => fc.oneof({ weight: 2, arbitrary: fc.constant(line) }, spoilt(line, bytes))),
      ),
    )

const linesOf = (bytes: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 3, arbitrary: anyLines(bytes) }, linesOfCall(bytes))

const bytesFrom = (values: readonly number[], maxLength: number) =>
  fc.array(fc.constantFrom(...values), { maxLength }).map((codes) => String.fromCharCode(...codes))
const ALL_BYTES = Array.from({ length: 256 }, (_, value) => value)
/** A line end would end the header. */
const WITHOUT_LINE_ENDS = ALL_BYTES.filter((value) => value !== 0x0d && value !== 0x0a)
/** RFC 9110 section 5.5: Node's parser refuses a request whose headers hold others. */
const OF_HEADERS = ALL_BYTES.filter((value) => value === 0x09 || (value >= 0x20 && value !== 0x7f))

/** The code of a refusal. It must be one of the table, and answered as the table says. */
function known(code: unknown, status: number, challenge: string | undefined): AsapGuardErrorCode {
  const standard = new AsapGuardError(code as AsapGuardErrorCode)
  expect([status, challenge]).toEqual([standard.status, standard.headers['WWW-Authenticate']])
  return standard.code
}

/** What nobody foresaw is refused as well, and shows as a `request_invalid` with a cause. */
const unforeseen: unknown[] = []
const noteUnforeseen = (message: unknown) => {
  const { code, cause } = message as AsapDecision
  if (code === 'request_invalid' && cause !== undefined) unforeseen.push(cause)
}
beforeAll(() => subscribe('asap-guard:decision', noteUnforeseen))
afterAll(() => void unsubscribe('asap-guard:decision', noteUnforeseen))

/** What came through, by its own lines. */
let through: readonly string[] | undefined

const server = createServer({ requireHostHeader: false, maxHeaderSize: 65_536 }, (req, res) => {
  const [, index = '', road = ''] = req.url?.split('/') ?? []
  const guard = guards[Number(index)] as (typeof guards)[number]
  const middleware = road === 'gate' ? guard : guard[road as 'site' | 'embed']
  middleware(req, res, (error) => {
    through = req.rawHeaders
    res.end(error === undefined ? 'through' : 'handed on')
  })
})
for (const [index, guard] of guards.entries()) {
  const accept = guard.upgrade(
    (req, socket) => {
      through = req.rawHeaders
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    },
    { path: `/${index}/upgrade` },
  )
  server.on('upgrade', accept)
}
afterAll(() => server.close())

/** Sends a request on a connection that lives in memory; Node's own parser reads it. */
async function send(lines: readonly string[]): Promise<string> {
  const [client, connection] = duplexPair()
  // Node destroys the connection of a client that speaks no HTTP. Up to Node 22 the other side does not hear
  // of that, and from Node 24 on it is destroyed, too.
  connection.on('close', () => client.push(null))
  server.emit('connection', connection)
  client.setEncoding('latin1')
  client.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  let answer = ''
  client.on('data', (chunk) => {
    answer += chunk
  })
  await new Promise((resolve) => client.once('end', resolve).once('close', resolve))
  client.destroy()
  return answer
}

const headerOf = (answer: string, name: string) => new RegExp(`^${name}: (.*)\r$`, 'mi').exec(answer)?.[1]

/** Whether the first guard, which has no options, may let a request through. */
function mayPass(rawHeaders: readonly string[], road: string): boolean {
  const lines = (name: string) =>
    rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
  const [origin, ...others] = lines('origin')
  const isFromSite =
    origin === undefined
      ? lines('referer').length === 1 && lines('referer')[0]?.toLowerCase().startsWith(SITE)
      : origin === SITE && others.length === 0
  const hasToken = lines('authorization').some(
    (line) => /^bearer +/i.test(line) && line.endsWith(` ${token}`),
  )
  const isPublic = road === 'site'
  return (isFromSite && (isPublic || hasToken || road === 'upgrade')) || road === 'embed'
}

test('no bytes in any header make a guard do more than let through or refuse by the table', async () => {
  const request = fc.record({
    index: fc.nat(guards.length - 1),
    road: fc.constantFrom(...ROADS),
    method: fc.constantFrom('GET', 'POST', 'OPTIONS'),
    lines: linesOf(
      fc.oneof({ weight: 9, arbitrary: bytesFrom(OF_HEADERS, 12) }, bytesFrom(WITHOUT_LINE_ENDS, 12)),
    ),
  })
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(request, async ({ index, road, method, lines }) => {
      through = undefined
      const upgrade =
        road === 'upgrade' ? ['Upgrade: websocket', 'Connection: Upgrade'] : ['Connection: close']
      const written = lines.map(([name, value]) => `${name}: ${value}`)
      const answer = await send([`${method} /${index}/${road} HTTP/1.1`, ...upgrade, ...written])
      const status = Number(/^HTTP\/1\.1 ([0-9]{3}) /.exec(answer)?.[1])
      if (through) {
        expect([101, 200]).toContain(status)
        if (index === 0) expect(mayPass(through, road)).toBe(true)
        seen.add(`through ${road}`)
      } else if (status === 204) {
        expect(method).toBe('OPTIONS')
      } else if (status === 400 && headerOf(answer, 'Content-Type') === undefined) {
        seen.add('no HTTP')
      } else {
        const { code } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))
        seen.add(known(code, status, headerOf(answer, 'WWW-Authenticate')))
      }
    }),
    runs(1200),
  )
  expect(unforeseen).toEqual([])
  // Each comes of at least one request in a hundred, so the property really tried what it says.
  const often = [
    'no HTTP',
    'through gate',
    'through upgrade',
    'origin_malformed',
    'token_malformed',
    'request_invalid',
  ]
  expect([...seen]).toEqual(expect.arrayContaining(often))
})

test('nor do they in what guard.check is given, line ends included', async () => {
  const bytes = bytesFrom(ALL_BYTES, 12)
  const given = fc.oneof(bytes, fc.constantFrom(token, bound, undefined, null, 1, {}))
  const request = fc.record({
    index: fc.nat(guards.length - 1),
    lines: linesOf(bytes),
    isRaw: fc.boolean(),
    isLowerCase: fc.boolean(),
    options: fc.record({ token: given, proof: given, method: bytes, url: bytes }, { requiredKeys: [] }),
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ index, lines, isRaw, isLowerCase, options }) => {
      const headers: Record<string, string | string[]> = {}
      for (const [name, value] of lines) {
        const written = isLowerCase ? name.toLowerCase() : name
        headers[written] = written in headers ? [headers[written] ?? [], value].flat() : value
      }
      try {
        const auth = await guards[index]?.check(
          { headers, ...(isRaw && { rawHeaders: lines.flat() }) },
          options as object,
        )
        expect(auth).toHaveProperty('guest')
      } catch (error) {
        if (!(error instanceof AsapGuardError)) throw error
        known(error.code, error.status, error.headers['WWW-Authenticate'])
      }
    }),
    runs(800),
  )
  expect(unforeseen).toEqual([])
})
