import 'reflect-metadata'
import { Controller, Get, type MiddlewareConsumer, Module, Req } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { Request } from 'express'
import { afterAll, describe, expect, test } from 'vitest'
import { SITE } from '../support/help-desk.js'
import { type TestServer, testServer } from '../support/server.js'
import { guard, isGuarded } from './guarded.js'

class Tickets {
  list(req: Request) {
    return { sub: guard.auth(req).payload.sub }
  }
}
// What the decorators of TypeScript do, in plain calls: the test runner does not compile decorators.
Controller('widget/api/tickets')(Tickets)
Get()(Tickets.prototype, 'list', Object.getOwnPropertyDescriptor(Tickets.prototype, 'list') as never)
Req()(Tickets.prototype, 'list', 0)

function moduleWith(configure: (consumer: MiddlewareConsumer) => void): new () => object {
  class WidgetModule {
    configure(consumer: MiddlewareConsumer): void {
      configure(consumer)
    }
  }
  Module({ controllers: [Tickets] })(WidgetModule)
  return WidgetModule
}

async function start(module: new () => object, before: (app: { use: CallableFunction }) => void = () => {}) {
  const app = await NestFactory.create(module, { logger: false })
  before(app as never)
  await app.listen(0, '127.0.0.1')
  afterAll(() => app.close())
  return testServer(app.getHttpServer()) as TestServer
}

describe('app.use', async () => {
  isGuarded(
    await start(
      moduleWith(() => {}),
      (app) => app.use('/widget/api', guard),
    ),
  )
})

describe('consumer.apply(guard).forRoutes(path)', async () => {
  isGuarded(await start(moduleWith((consumer) => void consumer.apply(guard).forRoutes('widget/api/tickets'))))
})

test('with a controller class, Nest registers no OPTIONS, so no preflight reaches the guard', async () => {
  const server = await start(moduleWith((consumer) => void consumer.apply(guard).forRoutes(Tickets)))
  const headers = { Origin: SITE, 'Access-Control-Request-Method': 'GET' }
  const answer = await server.send({ method: 'OPTIONS', path: '/widget/api/tickets', headers })
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
})
