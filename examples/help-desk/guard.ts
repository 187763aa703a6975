import { asapClaims, asapGuard } from 'asap-guard'

export type HelpDeskGuard = ReturnType<typeof createGuard>

/** Who may call the widget API: users with a token signed with `secret`, on a page of one of `domains`. */
export function createGuard({ domains, secret }: { domains: string[]; secret: string }) {
  return asapGuard({ domains, secret, claims: asapClaims })
}
