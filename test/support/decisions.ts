import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { onTestFinished } from 'vitest'

/** What guards publish of their decisions from now until the test ends. */
export function listenToDecisions(): readonly unknown[] {
  const decisions: unknown[] = []
  const listen = (decision: unknown) => void decisions.push(decision)
  subscribe('asap-guard:decision', listen)
  onTestFinished(() => void unsubscribe('asap-guard:decision', listen))
  return decisions
}
