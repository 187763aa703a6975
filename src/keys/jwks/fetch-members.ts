import { once } from 'node:events'
import { type ClientRequest, get as getOverHttp, type IncomingMessage } from 'node:http'
import { get as getOverHttps } from 'node:https'
import { isHttpsOrLoopback } from '../../loopback.js'
import { connectionProblem, deadlineProblem } from './connection-problem.js'
import { parseMembers } from './parse-members.js'
import { JwksProblem } from './problem.js'

export interface JwksLocation {
  /** https, or http to a loopback host. */
  readonly uri: string
  /** Also allows http to any other host. Default: false. */
  readonly insecureHttp?: boolean | undefined
  /** For headers and body together, in seconds. */
  readonly timeout: number
}

/** Large sets of real providers are below 20 KiB. */
const MOST_BYTES = 256 * 1024

/**
 * Fetches the members of a JWK Set (RFC 7517 §5), unread: answers other than 200 and redirects are errors.
 *
 * @throws {JwksProblem}
 */
export async function fetchMembers(location: JwksLocation): Promise<readonly unknown[]> {
  // One signal for everything: the timeouts of node:http count idle time, which a body that drips never reaches.
  const deadline = AbortSignal.timeout(Math.ceil(location.timeout * 1000))
  try {
    return parseMembers(await download(location, deadline))
  } catch (error) {
    if (error instanceof JwksProblem) throw error
    if (deadline.aborted) throw deadlineProblem(location.timeout, error)
    throw connectionProblem(error as NodeJS.ErrnoException)
  }
}

async function download(location: JwksLocation, deadline: AbortSignal): Promise<Buffer> {
  const request = open(location, deadline)
  // `once` removes its listener with the first error. Without a listener a second error would end the process.
  request.on('error', () => {})
  try {
    const [response] = (await once(request, 'response', { signal: deadline })) as [IncomingMessage]
    const { statusCode: status = 0 } = response
    if (status >= 300 && status < 400)
      throw new JwksProblem(`redirects (${status}): give the address that it leads to`)
    if (status !== 200)
      throw new JwksProblem(`answers ${status} instead of 200: is that the provider's jwks_uri?`)
    return await bodyOf(response)
  } finally {
    request.destroy()
  }
}

function open({ uri, insecureHttp }: JwksLocation, signal: AbortSignal): ClientRequest {
  const url = new URL(uri)
  if (!isHttpsOrLoopback(url) && !(insecureHttp && url.protocol === 'http:')) {
    throw new JwksProblem('is no https address: whoever can change the answer on its way can sign any token')
  }
  // A connection of its own: one that lay idle since the last fetch may be dead by now.
  const options = { signal, headers: { accept: 'application/json', connection: 'close' } }
  return url.protocol === 'https:' ? getOverHttps(uri, options) : getOverHttp(uri, options)
}

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES)
      throw new JwksProblem(`answers with more than ${MOST_BYTES} bytes: is that a JWK Set?`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
