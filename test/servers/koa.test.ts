import Koa from 'koa'
import koaConnect from 'koa-connect'
import { serve } from '../support/server.js'
import { guard, isGuarded } from './guarded.js'

const app = new Koa()
app.use(koaConnect(guard))
app.use((context) => {
  context.body = { sub: guard.auth(context.req).payload.sub }
})

isGuarded(await serve(app.callback()))
