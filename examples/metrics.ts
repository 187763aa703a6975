import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { argv, env } from 'node:process'
import { pathToFileURL } from 'node:url'
import { trace } from '@opentelemetry/api'
import { type AsapDecision, asapGuard } from 'asap-guard'
import express from 'express'
import { Counter, Histogram, Registry } from 'prom-client'

/**
 * Turns every decision of every guard in this process into metrics, attributes of the request's span, and a
 * log line if it is a refusal. Returns the function that ends it.
 */
export function observeDecisions(registry: Registry, log: (line: string) => void = console.warn): () => void {
  // There is no label for the origin. Each value would be a time series that Prometheus keeps, and callers
  // can send any origin.
  const decisions = new Counter({
    name: 'asap_guard_decisions_total',
    help: 'Requests by what the guard decided and why',
    labelNames: ['outcome', 'code'],
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'asap_guard_decision_duration_seconds',
    help: 'How long the guard took, with the fetching of keys and the revocation check',
    labelNames: ['outcome'],
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5],
    registers: [registry],
  })

  // If a subscriber throws, Node ends the process. Nothing here throws.
  function observe(message: unknown): void {
    const decision = message as AsapDecision
    const { outcome, code, ms } = decision
    decisions.inc({ outcome, code: code ?? 'none' })
    duration.observe({ outcome }, ms / 1000)
    trace.getActiveSpan()?.setAttributes({
      'asap_guard.outcome': outcome,
      'asap_guard.code': code,
      'asap_guard.origin': decision.origin,
      'asap_guard.domain': decision.domain,
      'asap_guard.tenant': decision.tenant,
      'asap_guard.kid': decision.kid,
      'asap_guard.duration_ms': ms,
    })
    if (outcome === 'refused') log(refusalLine(decision))
  }
  subscribe('asap-guard:decision', observe)
  return () => unsubscribe('asap-guard:decision', observe)
}

function refusalLine({ status, code, ...rest }: AsapDecision): string {
  const { origin, domain, tenant, kid, detail } = rest
  const known = Object.entries({ origin, domain, tenant, kid, detail }).filter(
    ([, value]) => value !== undefined,
  )
  return [
    `asap-guard refused ${status} ${code}`,
    ...known.map(([name, value]) => `${name}=${quoted(value)}`),
  ].join(' ')
}

/**
 * Part of the text comes from strangers. A line break could forge another line, and a long text could flood
 * the log.
 */
function quoted(text = ''): string {
  return JSON.stringify(text.slice(0, 300)).replace(
    /[^\x20-\x7e]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** @param register where `/metrics` finds its numbers; keep that path from the public, as any of its kind */
export function createBackend(
  { domains, secret }: { domains: string[]; secret?: string },
  register: Registry,
) {
  const guard = asapGuard({ domains, secret })

  const app = express()
  app.use('/widget/api', guard)
  app.get('/widget/api/me', (req, res) => {
    res.json({ subject: guard.auth(req).payload.sub })
  })
  app.get('/metrics', async (_req, res) => {
    res.type(register.contentType).send(await register.metrics())
  })
  return app
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { DOMAINS = '', ASAP_SECRET: secret, PORT = '4000' } = env
  const register = new Registry()
  observeDecisions(register)
  createBackend({ domains: DOMAINS.split(','), secret }, register).listen(Number(PORT), '127.0.0.1')
}
