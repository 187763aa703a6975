import { expect, test } from 'vitest'
import { customToken } from '../../src/token/custom-token.js'
import { refusal } from '../support/refusal.js'

test('a string is the token, whatever it looks like', () => {
  for (const token of ['a.b.c', '', ' ']) expect(customToken(() => token)).toBe(token)
})

test('undefined says that there is none', () => {
  expect(refusal(() => customToken(() => undefined)).code).toBe('token_missing')
})

test.each([null, 1, true, {}, ['a.b.c'], Buffer.from('a.b.c'), new String('a.b.c')])(
  '%j is no token',
  (value) => {
    expect(refusal(() => customToken(() => value)).code).toBe('request_invalid')
  },
)

test('a throw is a bad request, with its cause', () => {
  const cause = new TypeError('cookies are not parsed')
  const error = refusal(() =>
    customToken(() => {
      throw cause
    }),
  )
  expect(error).toMatchObject({ code: 'request_invalid', cause })
})

test('a promise is too late, and its rejection ends no process', async () => {
  const unhandled: unknown[] = []
  const listen = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', listen)
  for (const promise of [Promise.resolve('a.b.c'), Promise.reject(new Error('no session'))]) {
    expect(refusal(() => customToken(() => promise)).code).toBe('request_invalid')
  }
  await new Promise((resolve) => setTimeout(resolve, 5))
  process.off('unhandledRejection', listen)
  expect(unhandled).toEqual([])
})
