import { join } from 'node:path'
import express, { type Express } from 'express'
import { renderPage } from '../shared/render-page.js'
import { sharedFiles } from '../shared/shared-files.js'
import { openKeyPairs } from './key-pairs.js'

const folder = join(import.meta.dirname, 'page')

interface NewCustomer {
  helpDesk: string
  tenant: string
  /** The address of this site. */
  self: string
}

/**
 * The site of a customer that is being rolled out: its guard only reports (`reportOnly`), and its site is not
 * on the list yet. It signs with a key pair of its own, so it shares no secret with the help desk.
 */
export function createNewCustomer({ helpDesk, tenant, self }: NewCustomer): Express {
  const app = express()
  const keyPairs = openKeyPairs(['first key', 'second key'])
  app.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })

  app.get('/.well-known/jwks.json', (_req, res) => res.json(keyPairs.keySet()))
  app.get('/asap-token', (_req, res) => {
    const user = { email: 'robin@slate-and-sage.example', email_verified: true }
    const token = keyPairs.sign({ ...user, site: new URL(self).host, iss: self, aud: helpDesk })
    res.json({ token })
  })
  app.post('/rotate', (_req, res) => res.json({ kid: keyPairs.rotate() }))
  app.get('/', (_req, res) => res.send(renderPage(join(folder, 'index.html'), { helpDesk, tenant })))

  app.use(express.static(folder), sharedFiles)
  return app
}
