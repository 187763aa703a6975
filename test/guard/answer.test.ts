import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { AsapGuardError } from 'asap-guard'
import { describe, expect, test, vi } from 'vitest'
import { answerPreflight, answerRefusal } from '../../src/guard/answer.js'

const CORS = { methods: 'GET', allowedHeaders: undefined, exposedHeaders: ['X-A'], maxAge: 600 }
const SITE = { standing: 'approved', origin: 'https://help.example.com', domain: 'help.example.com' } as never

/** A response whose `end` and `destroy` are only noted. */
function newResponse(changes: object = {}) {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  const [end, destroy] = [vi.fn(), vi.fn()]
  return Object.assign(response, { end, destroy }, changes)
}

const refuse = (response: object, more: object = {}) =>
  answerRefusal({
    response: response as never,
    error: new AsapGuardError('token_missing'),
    cors: CORS,
    site: SITE,
    onDeny: undefined,
    ...more,
  })

describe('a refusal', () => {
  test('has the status, the challenge and the headers that let the site read it', async () => {
    const response = newResponse()
    await refuse(response)
    expect(response.statusCode).toBe(401)
    expect(response.getHeaders()).toMatchObject({
      'content-type': 'application/problem+json',
      'www-authenticate': expect.stringContaining('Bearer'),
      'access-control-allow-origin': 'https://help.example.com',
    })
    expect(JSON.parse(response.end.mock.calls[0]?.[0])).toMatchObject({ code: 'token_missing' })
  })

  test.each([
    ['no site that is known', { site: undefined }],
    ['no CORS', { cors: undefined }],
  ])('of %s is answered, and no page can read it', async (_name, more) => {
    const response = newResponse()
    await refuse(response, more)
    expect(response.statusCode).toBe(401)
    expect(response.getHeaders()).toHaveProperty('www-authenticate')
    expect(response.getHeaders()).not.toHaveProperty('access-control-allow-origin')
    expect(response.end).toHaveBeenCalledTimes(1)
  })

  test('behind headers that were sent ends the answer, and asks no onDeny', async () => {
    const onDeny = vi.fn()
    const response = newResponse()
    Object.defineProperty(response, 'headersSent', { value: true })
    await refuse(response, { onDeny })
    expect(response.end.mock.calls).toEqual([[]])
    expect(onDeny).not.toHaveBeenCalled()
    expect(response.statusCode).toBe(200)
  })

  describe('whose onDeny fails', () => {
    const fail = () => {
      throw new Error('of onDeny')
    }
    const begin = (response: object) => () => {
      Object.defineProperty(response, 'headersSent', { value: true })
      fail()
    }

    test('before it has begun is answered by the guard', async () => {
      const response = newResponse()
      await refuse(response, { onDeny: fail })
      expect(response.end).toHaveBeenCalledTimes(1)
      expect(response.destroy).not.toHaveBeenCalled()
    })

    test('within its answer is broken off', async () => {
      const response = newResponse()
      await refuse(response, { onDeny: begin(response) })
      expect(response.end).not.toHaveBeenCalled()
      expect(response.destroy).toHaveBeenCalledTimes(1)
    })

    test('behind its answer stands as it is', async () => {
      const response = newResponse()
      Object.defineProperty(response, 'writableEnded', { value: true })
      await refuse(response, { onDeny: begin(response) })
      expect(response.end).not.toHaveBeenCalled()
      expect(response.destroy).not.toHaveBeenCalled()
    })

    test('within its answer, where nothing can be broken off, does not reject', async () => {
      const response = newResponse({ destroy: undefined })
      await expect(refuse(response, { onDeny: begin(response) })).resolves.toBeUndefined()
    })
  })

  test('whose response cannot be ended is broken off', async () => {
    const response = newResponse()
    response.end.mockImplementation(() => {
      throw new Error('replaced')
    })
    await refuse(response)
    expect(response.destroy).toHaveBeenCalledTimes(1)
    const bare = newResponse({ end: response.end, destroy: undefined })
    await expect(refuse(bare)).resolves.toBeUndefined()
  })

  test('sets no reason, which HTTP/2 has not, and of which Node would warn', async () => {
    const response = newResponse()
    await refuse(response)
    expect(Object.hasOwn(response, 'statusMessage')).toBe(false)
  })

  test('takes the reason away that an earlier middleware set', async () => {
    const response = newResponse({ statusMessage: 'Fine' })
    await refuse(response)
    expect(response.statusMessage).toBe('')
  })
})

describe('a preflight', () => {
  test.each<[name: string, cors: object | undefined, vary: string | undefined]>([
    ['of any headers', CORS, 'Access-Control-Request-Headers'],
    ['of listed headers', { ...CORS, allowedHeaders: 'X-A' }, undefined],
    ['without CORS', undefined, 'Access-Control-Request-Headers'],
  ])('%s', (_name, cors, vary) => {
    const response = newResponse()
    answerPreflight(response as never, cors as never, SITE, 'x-a')
    expect(response.statusCode).toBe(204)
    expect(response.getHeader('vary')).toBe(vary)
    expect(response.hasHeader('access-control-allow-methods')).toBe(cors !== undefined)
    expect(response.end.mock.calls).toEqual([[]])
  })
})
