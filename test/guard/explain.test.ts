import { expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { helpDesk, ROGUE_SITE, SITE } from '../support/help-desk.js'

const desk = await helpDesk({ selfOrigin: 'https://desk.example.net' })

test.each([
  { Origin: SITE },
  { Origin: ROGUE_SITE },
  { Origin: 'null' },
  { Origin: 'http://help.example.com' },
  { Origin: '', Referer: `${SITE}/` },
  { Referer: `${SITE}/page` },
  { Origin: 'https://desk.example.net' },
  {},
] as Record<string, string>[])('what is explained of %j is what is decided', async (headers) => {
  const explained = desk.guard.explain({ origin: headers.Origin, referer: headers.Referer })
  const answer = await desk.send({ headers: { ...headers, Authorization: `Bearer ${createJwt()}` } })
  expect(answer.status).toBe(explained.allowed ? 200 : 403)
  expect(answer.code).toBe(explained.allowed ? undefined : explained.code)
})
