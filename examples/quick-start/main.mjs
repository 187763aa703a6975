// Starts both servers of the quick start in one process. Real ones run apart, each with the secret in its
// environment.
import { randomBytes } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'

process.env.ASAP_SECRET ??= randomBytes(48).toString('base64')
process.env.ASAP_DOMAINS ??= 'localhost:3001'

const backend = await import('./server.mjs')
const shop = await import('./shop.mjs')

console.log(`
  ${shop.approved}  the shop: approved, so its page lists the tickets
  ${shop.copied}  the same page on another site, with a token as good: refused
  ${backend.address}  the help desk's backend

Ctrl+C stops all three. Each refusal appears here:
`)

// The guard publishes each decision.
subscribe('asap-guard:decision', ({ outcome, status, code, detail }) => {
  if (outcome === 'refused') console.log(`  ${status} ${code}: ${detail}`)
})
