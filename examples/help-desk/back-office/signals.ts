import { subscribe } from 'node:diagnostics_channel'
import type { AsapDecision, AsapKeysEvent } from 'asap-guard'
import { minuteCounts } from './minute-counts.js'

/** What the guard decided about one tenant lately, as numbers. */
function openTally() {
  return {
    /** Refusals by code, and by calling site. */
    codes: minuteCounts(40),
    sites: minuteCounts(8),
    /** Sites that only pass because of `reportOnly`. */
    reported: minuteCounts(20),
    /** Which key verified the tokens that were let in. */
    keys: minuteCounts(20),
  }
}
type Tally = ReturnType<typeof openTally>

export interface KeySet {
  fetchedAt: Date | undefined
  kids: readonly (string | undefined)[]
  /** Why the last fetch failed, if it did. */
  problem: string | undefined
}

export interface Signals {
  of(tenant: string): Tally
  keySet(uri: string): KeySet | undefined
}

/** Listens to the guard's two channels. What subscribes here must not throw: Node would end the process. */
export function collectSignals(): Signals {
  const tallies = new Map<string, Tally>()
  const keySets = new Map<string, KeySet>()

  subscribe('asap-guard:decision', (message) => {
    const { outcome, code, origin = 'without origin', tenant, kid } = message as AsapDecision
    // Callers make up names of tenants: only those that exist get an entry.
    if (tenant === undefined || code?.startsWith('tenant_')) return
    const tally = tallies.get(tenant) ?? openTally()
    tallies.set(tenant, tally)
    if (outcome === 'refused') {
      tally.codes.add(code ?? 'unknown')
      tally.sites.add(origin)
    }
    if (outcome === 'reported') tally.reported.add(origin)
    // Guests and public routes have no token, so no key.
    if (outcome !== 'refused' && kid !== undefined) tally.keys.add(kid)
  })

  subscribe('asap-guard:keys', (message) => {
    const event = message as AsapKeysEvent
    const known = keySets.get(event.uri) ?? { fetchedAt: undefined, kids: [], problem: undefined }
    if (event.event === 'refreshed')
      keySets.set(event.uri, { fetchedAt: new Date(), kids: event.kids, problem: undefined })
    if (event.event === 'failed') keySets.set(event.uri, { ...known, problem: event.reason })
  })

  return {
    of: (tenant) => tallies.get(tenant) ?? openTally(),
    keySet: (uri) => keySets.get(uri),
  }
}
