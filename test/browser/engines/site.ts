import { EventEmitter, once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { RunningEngine } from './engine.js'
import { type Listening, listen } from './listen.js'

/** A site whose pages say what happened to them. */
export interface Site extends Listening {
  /** Shows a page with this body, and resolves to what its script says with `report(text)`. */
  visit(engine: RunningEngine, body: string): Promise<string>
  /** The same for a page in a sandboxed frame, which has no origin. */
  visitInSandbox(engine: RunningEngine, body: string): Promise<string>
}

/** A page without origin can report as well: it need not read the answer. */
const REPORT = `<script>
  const report = (text) => fetch('/report', { method: 'POST', mode: 'no-cors', body: text })
</script>`

export async function openSite(): Promise<Site> {
  const listening = await listen('localhost')
  const reports = new EventEmitter()
  let shown = ''
  listening.server.on('request', async (req, res) => {
    res.setHeader('Content-Type', 'text/html')
    if (req.url === '/page') res.end(`<!doctype html>${REPORT}${shown}`)
    else if (req.url === '/sandbox')
      res.end('<!doctype html><iframe sandbox="allow-scripts" src="/page"></iframe>')
    else res.writeHead(404).end()
    if (req.url === '/report') reports.emit('report', await text(req))
  })
  async function visit(engine: RunningEngine, path: string, body: string): Promise<string> {
    shown = body
    const [[report]] = await Promise.all([once(reports, 'report'), engine.open(listening.origin + path)])
    return report
  }
  return {
    ...listening,
    visit: (engine, body) => visit(engine, '/page', body),
    visitInSandbox: (engine, body) => visit(engine, '/sandbox', body),
  }
}
