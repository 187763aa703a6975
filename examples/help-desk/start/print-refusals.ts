import { subscribe } from 'node:diagnostics_channel'
import type { AsapDecision } from 'asap-guard'

/**
 * The guard publishes each decision; whoever wants them subscribes. A counter for a dashboard would look the
 * same.
 */
export function printRefusals(): void {
  subscribe('asap-guard:decision', (message) => {
    const { outcome, code, status, origin, detail } = message as AsapDecision
    if (outcome !== 'refused') return
    const time = new Date().toTimeString().slice(0, 8)
    const from = origin ? `  from ${printable(origin)}` : ''
    console.log(`  ${time}  ${status} ${code}${from}${detail ? `  (${printable(detail)})` : ''}`)
  })
}

/**
 * Part of the text comes from strangers. Control characters could rewrite the terminal, and a long text could
 * flood it.
 */
function printable(text: string): string {
  return text
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
