import https from 'node:https'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectionProblem, deadlineProblem } from '../../../src/keys/jwks/connection-problem.js'

const { globalAgent } = https
const of = (code: string) => connectionProblem(Object.assign(new Error('failed'), { code })).message
const HINT =
  '; HTTPS_PROXY is set, but not used: set NODE_USE_ENV_PROXY=1 (Node 24), ' +
  'or https.globalAgent to an agent that goes through it'

beforeEach(() => {
  vi.stubEnv('HTTPS_PROXY', undefined)
  vi.stubEnv('https_proxy', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
  https.globalAgent = globalAgent
})

test.each([
  ['ENOTFOUND', 'has a host name that this host cannot resolve: is it spelt right? (ENOTFOUND)'],
  ['EAI_AGAIN', 'has a host name that this host cannot resolve: is it spelt right? (EAI_AGAIN)'],
  ['ECONNRESET', 'closes the connection before its answer is complete (ECONNRESET)'],
  [
    'ECONNREFUSED',
    'cannot be reached: is the address right, and may this host connect to it? (ECONNREFUSED)',
  ],
  ['HPE_INVALID_CONSTANT', 'does not speak HTTP (HPE_INVALID_CONSTANT)'],
  ['EPROTO', 'does not speak TLS as this host does (EPROTO)'],
])('%s in words', (code, message) => {
  expect(of(code)).toBe(message)
})

test('a deadline in words', () => {
  const cause = new Error('aborted')
  const problem = deadlineProblem(5, cause)
  expect(problem.message).toBe(
    'does not answer in full within 5 s: is it up, and may this host connect to it?',
  )
  expect(problem.cause).toBe(cause)
})

describe('behind a proxy that Node does not use', () => {
  test.each([
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'ENETUNREACH',
    'EHOSTUNREACH',
  ])('%s says how it would', (code) => {
    vi.stubEnv('HTTPS_PROXY', 'http://user:pass@proxy.example:3128')
    expect(of(code)).toContain(`(${code})${HINT}`)
    expect(of(code)).not.toContain('proxy.example')
  })

  test('a deadline says so, too: firewalls drop packets', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128')
    expect(deadlineProblem(5, undefined).message).toBe(`does not answer in full within 5 s${HINT}`)
  })

  test('the variable in lower case is named as it is', () => {
    vi.stubEnv('https_proxy', 'http://proxy.example:3128')
    expect(of('ENOTFOUND')).toContain('; https_proxy is set')
  })
})

describe('says nothing of a proxy', () => {
  beforeEach(() => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128')
  })

  test.each(['EPROTO', 'HPE_INVALID_CONSTANT', 'CERT_HAS_EXPIRED', 'UNABLE_TO_GET_ISSUER_CERT'])(
    'for %s: the host was reached',
    (code) => {
      expect(of(code)).not.toContain('PROXY')
    },
  )

  test('where an agent of the backend has its own ways', () => {
    https.globalAgent = new (class extends https.Agent {})()
    expect(of('ENOTFOUND')).not.toContain('PROXY')
  })

  test('where Node 24 uses it', () => {
    https.globalAgent = new https.Agent({ proxyEnv: process.env } as https.AgentOptions)
    expect(of('ENOTFOUND')).not.toContain('PROXY')
  })

  test('where the variable is empty', () => {
    vi.stubEnv('HTTPS_PROXY', '')
    expect(of('ENOTFOUND')).not.toContain('PROXY')
  })
})
