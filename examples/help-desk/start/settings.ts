import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

/** A port, and the environment variable that sets it. */
export interface Port {
  variable: string
  port: number
}

/** What can be set from outside. Every value has a default, so that the demo starts without any. */
export const settings = {
  ports: {
    helpDesk: port('HELP_DESK_PORT', 4000),
    customerSite: port('CUSTOMER_SITE_PORT', 4001),
    rogueSite: port('ROGUE_SITE_PORT', 4002),
    secondSite: port('SECOND_SITE_PORT', 4003),
    newCustomer: port('NEW_CUSTOMER_PORT', 4004),
  },
  /** A real PostgreSQL; without one, the embedded database in `dataFolder` is used. */
  databaseUrl: process.env.DATABASE_URL || undefined,
  dataFolder: process.env.HELP_DESK_DATA || join(import.meta.dirname, '../data'),
  /**
   * Shared by the help desk and the customer's servers, and by nobody else. A new one at each start ends all
   * old tokens.
   */
  secret: process.env.ASAP_SECRET || randomBytes(32).toString('base64url'),
}

/** 0 takes any free port: the addresses are printed either way. */
function port(variable: string, fallback: number): Port {
  const value = Number(process.env[variable] || fallback)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new TypeError(`${variable} must be 0 to 65535`)
  return { variable, port: value }
}
