import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import express, { type Express, type Request } from 'express'
import { renderPage } from '../shared/render-page.js'
import { sharedFiles } from '../shared/shared-files.js'
import { mintToken } from './token.js'

const folder = join(import.meta.dirname, 'page')

/** Stands in for a login. A real site takes the user from the session, and answers 401 without one. */
const signedInUser = { email: 'sam@fern-and-field.example', firstName: 'Sam', lastName: 'Rivera' }

const anHour = 60 * 60_000

interface CustomerSite {
  helpDesk: string
  tenant: string
  secret: string
  name: string
  heading: string
  /** The address of this site, and of the customer's other one. */
  self: string
  other: string
}

/** A site of a customer: approved, with the widget on its page and a server that mints its users' tokens. */
export function createCustomerSite({ secret, self, other, ...page }: CustomerSite): Express {
  const app = express()
  const site = new URL(self).host
  const token = (differing: Partial<Parameters<typeof mintToken>[0]> = {}) =>
    mintToken({ user: signedInUser, site, secret, ...differing })

  /** The thumbprint of the widget's key in Sam's browser, which the token is bound to. */
  let samsKey = randomBytes(32).toString('base64url')
  function thumbprintIn({ query: { thumbprint } }: Request): string | undefined {
    if (typeof thumbprint !== 'string' || !/^[\w-]{43}$/.test(thumbprint)) return undefined
    samsKey = thumbprint
    return thumbprint
  }

  app.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })

  // No CORS headers here: of all pages in a browser, only this site's own can read its users' tokens.
  app.get('/asap-token', (req, res) => res.json({ token: token({ thumbprint: thumbprintIn(req) }) }))
  app.get('/asap-token/expired', (_req, res) => res.json({ token: token({ issuedAt: Date.now() - anHour }) }))
  app.get('/asap-token/short-lived', (req, res) =>
    res.json({ token: token({ lifetime: 5000, thumbprint: thumbprintIn(req) }) }),
  )
  // Minted by the customer's other site, for that one. Tokens leak, so it got here somehow.
  app.get('/asap-token/other-site', async (_req, res) =>
    res.json(await (await fetch(`${other}/asap-token`)).json()),
  )
  // Convenient and careless: good on every site of this machine, as "*.example.com" would be on every
  // subdomain.
  app.get('/asap-token/any-site', (_req, res) => res.json({ token: token({ site: 'localhost:*' }) }))
  // The same, bound to the key of Sam's browser. It stands in for a token that leaked from there.
  app.get('/asap-token/leaked', (_req, res) =>
    res.json({ token: token({ site: 'localhost:*', thumbprint: samsKey }) }),
  )

  const index = (visitor: 'user' | 'guest') =>
    renderPage(join(folder, 'index.html'), { ...page, other, visitor })
  app.get('/', (_req, res) => res.send(index('user')))
  app.get('/guest', (_req, res) => res.send(index('guest')))
  // A sandboxed page has no origin, so it cannot fetch a token from this server: it is handed one with the
  // page.
  app.get('/sandboxed', (_req, res) =>
    res.send(renderPage(join(folder, 'sandboxed.html'), { ...page, token: token() })),
  )

  // A sandboxed page has no origin either when it loads its own script, which is a module.
  app.use('/sandboxed.js', (_req, res, next) => {
    res.set('Access-Control-Allow-Origin', '*')
    next()
  })
  app.use(express.static(folder), sharedFiles)
  return app
}
