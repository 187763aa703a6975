import { AsapGuardError } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { concludeRefusal } from '../../src/guard/conclude-refusal.js'
import { configurationOf } from '../../src/guard/configuration.js'
import { Findings } from '../../src/guard/findings.js'
import { readOptions } from '../../src/options/read-options.js'
import { ProofMemory } from '../../src/proof/proof-memory.js'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { SITE } from '../support/help-desk.js'

/** What is known of a request to this address that sent no token in its header. */
function findingsOf(request: object, options: object = {}): Findings {
  const settings = readOptions({ domains: ['help.example.com'], secret: SECRET, ...options })
  return Object.assign(new Findings(), {
    call: { request, headers: {}, proofs: () => [], presented: () => undefined },
    site: { standing: 'approved', origin: SITE },
    configuration: configurationOf(settings, new ProofMemory()),
  })
}

const detailOf = (error: AsapGuardError, request: object = {}) =>
  concludeRefusal(findingsOf(request), error, 'caller').detail

describe('the detail of a refusal', () => {
  test('ends with the page of its code', () => {
    expect(detailOf(new AsapGuardError('token_expired', 'the end has passed'))).toBe(
      'the end has passed. See docs/errors.md#token_expired',
    )
  })

  test('is that page where there is no other', () => {
    expect(detailOf(new AsapGuardError('token_expired'))).toBe('See docs/errors.md#token_expired')
  })

  const url = `/tickets?access_token=${createJwt()}`
  const missing = () => new AsapGuardError('token_missing', 'there is no token')

  test.each([
    ['url', { url }],
    ['originalUrl', { url: '/', originalUrl: url }],
  ])('says where a missing token is, in %s', (_name, request) => {
    expect(detailOf(missing(), request)).toMatch(/^there is no token\. .*access_token.* See docs/)
  })

  test.each([
    ['nowhere', missing(), {}],
    ['of another code', new AsapGuardError('token_expired', 'there is no token'), { url }],
  ])('says nothing more of a token that is %s', (_name, error, request) => {
    expect(detailOf(error, request)).toBe(`there is no token. See docs/errors.md#${error.code}`)
  })
})

test('on a road where an app may show its token elsewhere, getToken was asked', () => {
  const found = findingsOf({}, { getToken: () => undefined })
  const error = new AsapGuardError('token_missing', 'there is no token')
  const site = { standing: 'app', code: 'origin_missing' } as const
  expect(concludeRefusal(Object.assign(found, { site }), error, 'caller').detail).toContain(
    '`getToken` is set and found none',
  )
})

test('an address that is no text hides no refusal', () => {
  const error = new AsapGuardError('token_missing', 'there is no token')
  expect(detailOf(error, { url: Object.create(null) })).toBe(
    'there is no token. See docs/errors.md#token_missing',
  )
})

test('the cause is kept', () => {
  const cause = new Error('down')
  const url = `/?access_token=${createJwt()}`
  for (const code of ['token_missing', 'keys_unavailable'] as const) {
    const refusal = new AsapGuardError(code, 'a detail', { cause })
    expect(concludeRefusal(findingsOf({ url }), refusal, 'caller').cause).toBe(cause)
  }
})

test('what was thrown by mistake is a refusal with its cause', () => {
  const thrown = new Error('unforeseen')
  expect(concludeRefusal(findingsOf({}), thrown, 'caller')).toMatchObject({
    code: 'request_invalid',
    cause: thrown,
  })
})
