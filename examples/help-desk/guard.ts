import { asapClaims, asapGuard } from 'asap-guard'
import type { Portals } from './portals.js'

export type HelpDeskGuard = ReturnType<typeof createGuard>

/** Who may call the widget API of a portal: users with a token that it signed, on one of its approved sites. */
export function createGuard(portals: Portals) {
  return asapGuard({
    // The routes are mounted below /widget/:portal. A customer's script tag names its portal.
    tenant: (req) => String(req.params.portal),
    async load(id) {
      const portal = await portals.find(id)
      return portal && { domains: portal.domains, secret: portal.secret }
    },
    claims: asapClaims,
    // A token works on the site alone that it was minted for, even if other approved sites get hold of it.
    domainClaim: 'site',
  })
}
