import type { IncomingMessage, ServerResponse } from 'node:http'
import { serve } from '../support/server.js'
import { guard, isGuarded } from './guarded.js'

function listener(req: IncomingMessage, res: ServerResponse): void {
  guard(req, res, () => {
    res.end(JSON.stringify({ sub: guard.auth(req).payload.sub }))
  })
}

isGuarded(await serve(listener))
