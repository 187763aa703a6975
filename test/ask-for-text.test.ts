import { expect, test } from 'vitest'
import { askForText } from '../src/ask-for-text.js'
import { refusal } from './support/refusal.js'
import { expectNothingUnhandled } from './support/unhandled.js'

expectNothingUnhandled()

test.each(['acme', '', ' ', undefined])('%j is an answer', (answer) => {
  expect(askForText('tenant', 'tenant_unavailable', () => answer)).toBe(answer)
})

test.each([null, 1, true, {}, ['acme'], Buffer.from('acme'), new String('acme')])('%j is none', (answer) => {
  expect(refusal(() => askForText('tenant', 'tenant_unavailable', () => answer))).toMatchObject({
    code: 'tenant_unavailable',
    detail: '`tenant` must return a string or undefined, at once',
  })
})

test('a throw is told with its cause', () => {
  const cause = new TypeError('no session')
  const ask = () => {
    throw cause
  }
  expect(refusal(() => askForText('getToken', 'request_invalid', ask))).toMatchObject({
    code: 'request_invalid',
    detail: '`getToken` threw: see `cause`',
    cause,
  })
})

test('a promise comes too late, and its rejection ends no process', async () => {
  for (const promise of [Promise.resolve('acme'), Promise.reject(new Error('no session'))]) {
    expect(refusal(() => askForText('getToken', 'request_invalid', () => promise)).code).toBe(
      'request_invalid',
    )
  }
})
