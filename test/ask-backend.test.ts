import { expect, it } from 'vitest'
import { askBackend } from '../src/ask-backend.js'
import { AsapGuardError } from '../src/errors.js'
import { laterRefusal } from './support/refusal.js'

const unavailable = (detail: string, cause?: unknown) =>
  new AsapGuardError('revocation_unavailable', detail, { cause })
const ask = (question: () => unknown) => askBackend('isRevoked', question, unavailable)

it('an answer that is there is given at once, and a promised one later', async () => {
  expect(ask(() => true)).toBe(true)
  expect(ask(() => false)).toBe(false)
  await expect(ask(async () => true)).resolves.toBe(true)
  await expect(ask(async () => false)).resolves.toBe(false)
})

it.each([
  ['undefined', undefined],
  ['object', null],
  ['number', 0],
  ['string', 'false'],
  ['object', {}],
])('%s is no answer', async (type, answer) => {
  const detail = `\`isRevoked\` must answer true or false, not ${type}`
  expect((await laterRefusal(() => ask(() => answer))).detail).toBe(detail)
  expect((await laterRefusal(() => ask(async () => answer))).detail).toBe(detail)
})

it('what is thrown is the cause', async () => {
  const cause = new Error('no connection')
  const fail = () => {
    throw cause
  }
  expect(await laterRefusal(() => ask(fail))).toMatchObject({
    detail: '`isRevoked` threw: see `cause`',
    cause,
  })
  expect(await laterRefusal(() => ask(async () => fail()))).toMatchObject({
    detail: '`isRevoked` rejected, or took longer than 5 s: see `cause`',
    cause,
  })
})
