import { join } from 'node:path'
import express, { type Express } from 'express'
import { renderPage } from './page.js'

/**
 * A site that nobody approved. It copied the customer's page, and it has a valid token: its server fetches one from the
 * customer's, which in this demo asks for no login. That stands in for every way in which a token leaks.
 */
export function createRogueSite({ helpDesk, customerSite }: { helpDesk: string; customerSite: string }): Express {
  const app = express()

  app.get('/stolen-token', async (_req, res) => {
    const answer = await fetch(`${customerSite}/asap-token`)
    res.set('Cache-Control', 'no-store').json(await answer.json())
  })
  app.get('/', (_req, res) => res.send(renderPage('rogue-site', { helpDesk, customerSite })))

  app.use(express.static(join(import.meta.dirname, 'public/rogue-site')))
  app.use(express.static(join(import.meta.dirname, 'public/shared')))
  return app
}
