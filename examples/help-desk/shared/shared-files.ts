import { join } from 'node:path'
import express from 'express'

const folder = join(import.meta.dirname, 'files')

/** What the pages of all sites share: their style, and the icon that browsers ask for without being told. */
export const sharedFiles = express.Router()
sharedFiles.get('/favicon.ico', (_req, res) => res.sendFile('icon.svg', { root: folder }))
sharedFiles.use(express.static(folder))
