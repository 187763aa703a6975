import type { AsapDiagnosis } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AsapGuardError } from '../../src/errors.js'
import { listed, refused, shown } from '../../src/guard/diagnosis/step.js'
import { createJwt } from '../support/create-jwt.js'
import { guardWith, saysOf } from '../support/diagnosing.js'
import { SITE } from '../support/help-desk.js'

describe('values in a message', () => {
  test.each([
    [[], ''],
    [['a'], '"a"'],
    [['a', 'b'], '"a" or "b"'],
    [['1', '2', '3', '4', '5'], '"1" or "2" or "3" or "4" or "5"'],
    [['1', '2', '3', '4', '5', '6', '7'], '"1", "2", "3", "4", "5" or 2 more'],
  ])('%j', (values, text) => {
    expect(listed(values)).toBe(text)
  })

  test('are joined as the sentence needs it', () => {
    expect(listed(['a', 'b'], 'and')).toBe('"a" and "b"')
  })

  test('a token among them is not shown', () => {
    expect(shown(createJwt())).toBe('(a text like a token)')
    expect(shown('help-desk')).toBe('"help-desk"')
  })
})

test.each([
  ['its detail', new AsapGuardError('token_claims', 'the detail'), 'the detail.'],
  [
    'its detail, without the cause',
    new AsapGuardError('tenant_unavailable', '`load` failed: see `cause`'),
    '`load` failed.',
  ],
  ['its message, where it has no detail', new AsapGuardError('token_missing'), 'A bearer token is required.'],
  ['that it was not foreseen', new Error('a secret'), 'the request could not be checked.'],
])('the step of a refusal says %s', (_name, thrown, says) => {
  expect(refused('request', thrown)).toMatchObject({ passed: false, says })
})

test('where the schema refuses the payload, it is said what to change', async () => {
  const claims = z.object({ plan: z.literal('pro') })
  const diagnosis = await guardWith({ claims } as object).diagnose({ token: createJwt({ plan: 'free' }) })
  expect(saysOf(diagnosis, 'claims')).toMatch(
    /plan.* Have the signer write these claims as the schema `claims` asks, or change the schema\.$/,
  )
})

describe('what can be judged is judged, and no more, where', () => {
  const diagnose = (token: string) => guardWith().diagnose({ token, origin: SITE })
  const checksOf = ({ steps }: AsapDiagnosis) => steps.map(({ check }) => check)

  test('the header names no algorithm', async () => {
    const checks = checksOf(await diagnose(createJwt({ header: { alg: undefined } })))
    expect(checks).toEqual(['origin', 'algorithm', 'expiry', 'issued', 'lifetime', 'issuer', 'audience'])
  })

  test('the algorithm is one that no key can verify', async () => {
    const unsigned = createJwt({ header: { alg: 'EdDSA' } })
      .split('.')
      .slice(0, 2)
      .join('.')
    const signature = Buffer.alloc(64, 1).toString('base64url')
    const { steps } = await diagnose(`${unsigned}.${signature}`)
    expect(steps.map(({ check }) => check)).toEqual([
      'origin',
      'format',
      'algorithm',
      'expiry',
      'issued',
      'lifetime',
      'issuer',
      'audience',
    ])
  })

  test('the name of the key is no text', async () => {
    const says = saysOf(await diagnose(createJwt({ header: { kid: 7 } })), 'key')
    expect(says).toMatch(/^The token names no key; /)
  })

  test.each([
    ['origin', { origin: 7 }],
    ['referer', { referer: {} }],
    ['one of two', { origin: SITE, referer: [SITE] }],
  ])('%s is no text', async (_name, site) => {
    const { steps } = await guardWith().diagnose({ token: createJwt(), ...site } as object)
    expect(steps[0]).toEqual({
      check: 'origin',
      passed: false,
      code: 'origin_malformed',
      says: '`origin` and `referer` must be texts, as browsers send them.',
    })
  })

  test.each(['null', 'help.example.com'])(
    'the site %s cannot be compared with that of the token',
    async (origin) => {
      const token = createJwt({ site: 'help.example.com' })
      expect(saysOf(await guardWith({ domainClaim: 'site' }).diagnose({ token, origin }), 'domain')).toBe(
        'This is no listed site to compare with `domainClaim`.',
      )
    },
  )

  test('the end of the token cannot be read', async () => {
    expect(checksOf(await diagnose(createJwt({ exp: 'tomorrow' })))).toEqual([
      'origin',
      'format',
      'algorithm',
      'key',
      'signature',
      'times',
      'issued',
      'issuer',
      'audience',
    ])
  })

  test('the payload is no JSON', async () => {
    const [header, , signature] = createJwt().split('.')
    expect(checksOf(await diagnose(`${header}.AAAA.${signature}`))).toEqual([
      'origin',
      'format',
      'algorithm',
      'key',
      'payload',
    ])
  })
})
