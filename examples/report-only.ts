// Rolling the guard out in front of a backend that sites already call:
//   1. Deploy with REPORT_ONLY=1 and a list of the sites that you know, and take your own `cors` away. The
//      guard answers preflights of every site and lets every site read its answers. Nothing breaks: each site
//      still gets in, with a valid token.
//   2. For a week, read the list that this prints. If a site is yours, add it to `domains`. If there are more
//      than five, some are subdomains of one (`*.example.org`), or belong to a tenant of their own.
//   3. When only strangers are left in the list, deploy without REPORT_ONLY. They get 403.
import { subscribe } from 'node:diagnostics_channel'
import { argv, env } from 'node:process'
import { pathToFileURL } from 'node:url'
import { type AsapDecision, asapGuard } from 'asap-guard'
import express from 'express'

interface UnlistedSite {
  /** Why it will be refused. */
  readonly code: string
  readonly origin: string
  readonly count: number
}

/**
 * How many sites are counted. A script with a valid token can send any origin, and must not fill the memory.
 */
const MAX_SITES = 1000

/**
 * From now on counts the requests that get in because of `reportOnly` alone; call it to see which sites they
 * come from.
 */
export function collectUnlistedSites(): () => UnlistedSite[] {
  const sites = new Map<string, UnlistedSite>()
  subscribe('asap-guard:decision', (message) => {
    const { outcome, code = '', origin = '(none sent)' } = message as AsapDecision
    if (outcome !== 'reported') return
    const key = `${code} ${origin}`
    const count = (sites.get(key)?.count ?? 0) + 1
    if (count > 1 || sites.size < MAX_SITES) sites.set(key, { code, origin, count })
  })
  return () => [...sites.values()].sort((a, b) => b.count - a.count)
}

interface Settings {
  domains: string[]
  secret?: string
  reportOnly: boolean
}

export function createBackend({ domains, secret, reportOnly }: Settings) {
  const guard = asapGuard({ domains, secret, reportOnly })

  const app = express()
  app.use('/widget/api', guard)
  app.get('/widget/api/me', (req, res) => {
    res.json({ subject: guard.auth(req).payload.sub })
  })
  return app
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { DOMAINS = '', ASAP_SECRET: secret, REPORT_ONLY, PORT = '4000' } = env
  const unlistedSites = collectUnlistedSites()
  setInterval(() => console.table(unlistedSites()), 3_600_000).unref()
  createBackend({ domains: DOMAINS.split(','), secret, reportOnly: REPORT_ONLY === '1' }).listen(
    Number(PORT),
    '127.0.0.1',
  )
}
