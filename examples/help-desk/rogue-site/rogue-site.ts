import { join } from 'node:path'
import express, { type Express } from 'express'
import { renderPage } from '../shared/render-page.js'
import { sharedFiles } from '../shared/shared-files.js'
import { runScript } from './script.js'

const folder = join(import.meta.dirname, 'page')

interface RogueSite {
  helpDesk: string
  tenant: string
  customerSite: string
}

/**
 * A site that nobody approved. It copied the customer's page, and it has a valid token: its server fetches
 * one from the customer's, which in this demo asks for no login. That stands in for every way in which a
 * token leaks.
 */
export function createRogueSite({ helpDesk, tenant, customerSite }: RogueSite): Express {
  const app = express()

  async function steal(path: string): Promise<unknown> {
    const answer = await fetch(`${customerSite}${path}`)
    return answer.json()
  }
  app.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })
  app.get('/stolen-token', async (_req, res) => res.json(await steal('/asap-token/any-site')))
  app.get('/stolen-token/bound', async (_req, res) => res.json(await steal('/asap-token')))
  app.get('/stolen-token/key', async (_req, res) => res.json(await steal('/asap-token/leaked')))
  app.post('/script', async (_req, res) =>
    res.json({
      attempts: await runScript({ url: `${helpDesk}/widget/${tenant}/api/tickets`, customerSite }),
    }),
  )
  app.get('/', (_req, res) =>
    res.send(renderPage(join(folder, 'index.html'), { helpDesk, tenant, customerSite })),
  )

  app.use(express.static(folder), sharedFiles)
  return app
}
