import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Router } from 'express'

const fileOf = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))

/**
 * The library of the charts, and `asap-guard/domains` and what it imports, as they lie on the disk: the
 * page's import map names these paths, so that the browser runs the very module that the server runs, and no
 * bundler is needed. A bundler would do as well.
 */
export function browserModules(): Router {
  const modules = express.Router()
  modules.use('/asap-guard', express.static(join(dirname(fileOf('asap-guard/domains')), '..')))
  modules.get('/tldts.js', (_req, res) => res.sendFile(fileOf('tldts/dist/index.esm.min.js')))
  modules.use('/uplot', express.static(dirname(fileOf('uplot'))))
  return modules
}

/**
 * What a Content-Security-Policy has to say for the import map in `html`: such a map cannot be a file of its
 * own.
 */
export function importMapHash(html: string): string {
  const map = /<script type="importmap">(.*?)<\/script>/s.exec(html)?.[1] ?? ''
  return `'sha256-${createHash('sha256').update(map).digest('base64')}'`
}
