import { asapClaims, asapGuard } from 'asap-guard'
import type { Tenants } from './tenants.js'

export type HelpDeskGuard = ReturnType<typeof createGuard>

/**
 * Who may call the widget API of a tenant: users with a token that it signed, and guests, on its approved
 * sites.
 */
export function createGuard(tenants: Tenants, helpDesk: string) {
  return asapGuard({
    // The routes are mounted below /widget/:tenant. A customer's script names its tenant.
    tenant: ({ params: { tenant } }) => (typeof tenant === 'string' ? tenant : undefined),
    async load(id) {
      const tenant = await tenants.find(id)
      return tenant && { domains: tenant.domains, reportOnly: tenant.reportOnly, ...tenant.keys }
    },
    claims: asapClaims,
    // A token works on the site alone that it was minted for, even if other approved sites get hold of it.
    domainClaim: 'site',
    // Visitors who are not signed in have no token. A route asks `guard.auth(req).guest`.
    guests: true,
    // The help centre in its frame calls from the help desk's own origin, whatever site frames it.
    selfOrigin: helpDesk,
    // A token that is bound to a key of the user's browser is of no use to whoever stole it, browser or
    // script.
    dpop: { url: helpDesk },
  })
}
