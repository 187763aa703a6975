import middie from '@fastify/middie'
import fastify from 'fastify'
import { afterAll } from 'vitest'
import { testServer } from '../support/server.js'
import { guard, isGuarded } from './guarded.js'

const app = fastify()
await app.register(middie)
app.use('/widget/api', guard)
app.get('/widget/api/tickets', (request) => ({ sub: guard.auth(request.raw).payload.sub }))
await app.listen({ host: '127.0.0.1', port: 0 })
afterAll(() => app.close())

isGuarded(testServer(app.server))
