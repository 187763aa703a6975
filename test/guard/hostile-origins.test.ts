import { expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { helpDesk } from '../support/help-desk.js'
import type { TestAnswer } from '../support/server.js'
import { expectNothingUnhandled } from '../support/unhandled.js'
import { APPROVED_HOST, HOSTILE_ORIGINS } from './hostile-origins.js'

const desk = await helpDesk({ domains: [APPROVED_HOST] })
const Authorization = `Bearer ${createJwt()}`

expectNothingUnhandled()

/** What is wrong with an answer to a hostile request, in words; nothing, if it is a refusal as it should be. */
function fault({ status, code, headers, body }: TestAnswer, sent: string): string | undefined {
  if (status !== 403) return `status ${status}`
  if (!code?.startsWith('origin_')) return `code ${code}`
  if (headers.vary !== 'Origin') return `Vary: ${headers.vary}`
  const extra = Object.keys(headers).find((name) => name.startsWith('access-control-'))
  if (extra) return `header ${extra}`
  const { 'content-length': _length, date: _date, ...fixed } = headers
  if (sent.length > 6 && JSON.stringify([fixed, body]).includes(sent)) return 'reflected'
  return undefined
}

const faults = async (request: (origin: string) => Parameters<typeof desk.send>[0]) => {
  const found: string[] = []
  for (const origin of HOSTILE_ORIGINS) {
    const wrong = fault(await desk.send(request(origin)), origin)
    if (wrong) found.push(`${JSON.stringify(origin.slice(0, 80))}: ${wrong}`)
  }
  return found
}

test('there are hundreds of them', () => {
  expect(HOSTILE_ORIGINS.length).toBeGreaterThan(500)
})

test('as Origin, none of them passes', async () => {
  expect(await faults((Origin) => ({ headers: { Origin, Authorization } }))).toEqual([])
})

test('as Origin of a preflight, none of them gets a permission', async () => {
  const asked = { 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' }
  expect(await faults((Origin) => ({ method: 'OPTIONS', headers: { Origin, ...asked } }))).toEqual([])
})

/** A Referer is an address: these of them are pages of the approved host. */
const isPage = (text: string) => /^https:\/\/help\.example\.com(?::443)?(?:[/?#]|$)/i.test(text)

test('as Referer, none of them passes but the addresses of pages of the approved site', async () => {
  const found = await faults((Referer) => ({ headers: { Referer, Authorization } }))
  const passed = HOSTILE_ORIGINS.filter(isPage).map(
    (page) => `${JSON.stringify(page.slice(0, 80))}: status 200`,
  )
  expect(found.filter((line) => !passed.includes(line))).toEqual([])
})

test('none of them is reported as approved, and each gets a reason', () => {
  for (const origin of HOSTILE_ORIGINS) {
    const explained = desk.guard.explain({ origin })
    expect(explained).toMatchObject({ allowed: false, reason: expect.stringMatching(/^\S.{10,500}\.$/) })
  }
})

test('after all of them, the approved site is still let in', async () => {
  const reached = desk.reached.length
  const answer = await desk.send({ headers: { Origin: `https://${APPROVED_HOST}`, Authorization } })
  expect(answer.status).toBe(200)
  expect(desk.reached.length).toBe(reached + 1)
})
