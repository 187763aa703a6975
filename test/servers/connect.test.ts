import connect from 'connect'
import { serve } from '../support/server.js'
import { guard, isGuarded } from './guarded.js'

const app = connect()
app.use('/widget/api', guard)
app.use(
  '/widget/api/tickets',
  (req, res) => void res.end(JSON.stringify({ sub: guard.auth(req).payload.sub })),
)

isGuarded(await serve(app))
