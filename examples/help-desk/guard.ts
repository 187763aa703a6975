import { asapClaims, asapGuard } from 'asap-guard'
import type { Tenants } from './tenants.js'

export type HelpDeskGuard = ReturnType<typeof createGuard>

/** Who may call the widget API of a tenant: users with a token that it signed, on one of its approved sites. */
export function createGuard(tenants: Tenants) {
  return asapGuard({
    // The routes are mounted below /widget/:tenant. A customer's script tag names its tenant.
    tenant: (req) => String(req.params.tenant),
    async load(id) {
      const tenant = await tenants.find(id)
      return tenant && { domains: tenant.domains, secret: tenant.secret }
    },
    claims: asapClaims,
    // A token works on the site alone that it was minted for, even if other approved sites get hold of it.
    domainClaim: 'site',
  })
}
