import { channel } from 'node:diagnostics_channel'
import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { asapGuard } from 'asap-guard'
import { startTestJwks, testSecret } from 'asap-guard/testing'
import express from 'express'
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createBackend, observeDecisions } from '../../examples/metrics.js'
import { serve, type TestServer } from '../support/server.js'

const { secret, createToken } = testSecret()
const SITE = 'https://help.example.com'
const domains = ['help.example.com']
const path = '/widget/api/me'

const call = (backend: TestServer, origin: string, token = createToken()) =>
  backend.send({ path, headers: { Origin: origin, Authorization: `Bearer ${token}` } })

let registry: Registry
let lines: string[]
let stop: () => void
beforeEach(() => {
  registry = new Registry()
  lines = []
  stop = observeDecisions(registry, (line) => lines.push(line))
})
afterEach(() => stop())

describe('metrics', () => {
  let backend: TestServer
  beforeEach(async () => {
    backend = await serve(createBackend({ domains, secret }, registry))
  })
  const samples = async (start: string) => {
    const { body } = await backend.send({ path: '/metrics' })
    return body.split('\n').filter((line) => line.startsWith(start))
  }

  test('count what was decided, and why', async () => {
    await call(backend, SITE)
    await call(backend, SITE)
    await call(backend, 'https://evil.example')
    await call(backend, SITE, 'no-token-at-all')
    await backend.send({
      method: 'OPTIONS',
      path,
      headers: { Origin: SITE, 'Access-Control-Request-Method': 'GET' },
    })
    expect(await samples('asap_guard_decisions_total')).toEqual([
      'asap_guard_decisions_total{outcome="allowed",code="none"} 2',
      'asap_guard_decisions_total{outcome="refused",code="origin_not_whitelisted"} 1',
      'asap_guard_decisions_total{outcome="refused",code="token_malformed"} 1',
      'asap_guard_decisions_total{outcome="preflight",code="none"} 1',
    ])
    expect(await samples('asap_guard_decision_duration_seconds_count')).toEqual([
      'asap_guard_decision_duration_seconds_count{outcome="allowed"} 2',
      'asap_guard_decision_duration_seconds_count{outcome="refused"} 2',
      'asap_guard_decision_duration_seconds_count{outcome="preflight"} 1',
    ])
  })

  test('are as many after a flood of made-up origins as before', async () => {
    await call(backend, 'https://evil.example')
    const before = await samples('asap_guard')
    await Promise.all(Array.from({ length: 50 }, (_, i) => call(backend, `https://evil-${i}.example`)))
    expect(await samples('asap_guard')).toHaveLength(before.length)
    expect((await samples('')).join('\n')).not.toContain('evil')
  })
})

describe('the span of a request', () => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    trace.setGlobalTracerProvider(provider)
  })
  afterAll(async () => {
    trace.disable()
    context.disable()
    await provider.shutdown()
  })
  beforeEach(() => exporter.reset())

  /** What the HTTP instrumentation of OpenTelemetry does around a server. */
  function traced(app: express.Express) {
    const tracer = trace.getTracer('test')
    return express().use((req, res) => {
      tracer.startActiveSpan(String(req.headers.origin), (span) => {
        res.on('finish', () => span.end())
        app(req, res)
      })
    })
  }
  const attributes = () =>
    new Map(exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes]))

  test('says what was decided', async () => {
    const backend = await serve(traced(createBackend({ domains, secret }, registry)))
    await call(backend, SITE)
    await call(backend, 'https://evil.example')
    expect(attributes().get(SITE)).toEqual({
      'asap_guard.outcome': 'allowed',
      'asap_guard.origin': SITE,
      'asap_guard.domain': 'help.example.com',
      'asap_guard.kid': expect.any(String),
      'asap_guard.duration_ms': expect.any(Number),
    })
    expect(attributes().get('https://evil.example')).toMatchObject({
      'asap_guard.outcome': 'refused',
      'asap_guard.code': 'origin_not_whitelisted',
      'asap_guard.origin': 'https://evil.example',
    })
  })

  test('is the right one for requests that wait for the same keys', async () => {
    const jwks = await startTestJwks()
    const app = express()
    app.use(asapGuard({ domains: ['*.example.org'], jwksUri: jwks.jwksUri, issuer: null, audience: null }))
    app.use((_req, res) => {
      res.json({})
    })
    const backend = await serve(traced(app))
    const sites = Array.from({ length: 10 }, (_, i) => `https://site-${i}.example.org`)
    await Promise.all(sites.map((site) => call(backend, site, jwks.createToken())))
    await jwks.close()
    for (const site of sites) expect(attributes().get(site)).toMatchObject({ 'asap_guard.origin': site })
  })
})

describe('the log line of a refusal', () => {
  test('says where the request came from and what was wrong; nothing is logged of the others', async () => {
    const backend = await serve(createBackend({ domains, secret }, registry))
    await call(backend, SITE)
    expect(lines).toEqual([])
    await call(backend, 'https://evil.example')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(
      /^asap-guard refused 403 origin_not_whitelisted origin="https:\/\/evil.example" detail="Origin .+"$/,
    )
  })

  test('never holds the token', async () => {
    const backend = await serve(createBackend({ domains, secret }, registry))
    const token = createToken({ exp: 1_700_000_000, iat: 1_699_999_900 })
    await call(backend, SITE, token)
    await call(backend, SITE, `${createToken()}x`)
    expect(lines).toHaveLength(2)
    for (const part of token.split('.')) expect(lines.join('\n')).not.toContain(part)
  })

  test.each([
    'a\r\nasap-guard refused 200',
    '\u001b[2J\u001b]0;title\u0007',
    'quote" code="allowed',
    'back\\slash',
    '\u0000\u007f\u0085\u009b31m',
    'line\u2028separator\u2029',
    'right-to-left \u202e\u2066',
    'wide 😀 é',
  ])('is one line of printable ASCII, whatever a request says: %j', (text) => {
    const said = { origin: text, domain: undefined, tenant: text, kid: undefined, detail: text, ms: 1 }
    channel('asap-guard:decision').publish({
      outcome: 'refused',
      code: 'tenant_unknown',
      status: 404,
      ...said,
    })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^[\x20-\x7e]+$/)
    const quoted =
      /^asap-guard refused 404 tenant_unknown origin=("(?:[^"\\]|\\.)*") tenant=("(?:[^"\\]|\\.)*") detail=/
    const [, ...values] = quoted.exec(lines[0] ?? '') ?? []
    expect(values.map((value) => JSON.parse(value))).toEqual([text, text])
  })

  test('is short', () => {
    const said = {
      origin: undefined,
      domain: undefined,
      tenant: 'x'.repeat(1e6),
      kid: undefined,
      detail: undefined,
      ms: 1,
    }
    channel('asap-guard:decision').publish({
      outcome: 'refused',
      code: 'tenant_unknown',
      status: 404,
      ...said,
    })
    expect(lines[0]?.length).toBeLessThan(1000)
  })
})
