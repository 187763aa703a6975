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

/** The largest answer that is read. Large sets of real providers have less than 20 KiB. */
const MOST_BYTES = 256 * 1024

/**
 * Fetches a JWK Set (RFC 7517 §5) and gives its members, which are not checked yet. Redirects are not
 * followed.
 *
 * @throws {JwksProblem}
 */
export async function fetchMembers(location: JwksLocation): Promise<readonly unknown[]> {
  // The timeouts of node:http count idle time only, so a body that arrives byte by byte would never end.
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
  // `once` stops listening after the first error. A second one without a listener would end the process.
  // Stryker disable next-line StringLiteral: Node listens, too, for the signal. Bun and Deno might not.
  request.on('error', () => {})
  try {
    const [response] = (await once(request, 'response', { signal: deadline })) as [IncomingMessage]
    const { statusCode: status = 0 } = response
    if (status >= 300 && status < 400)
      throw new JwksProblem(`redirects (${status}): give the address that it leads to`)
    if (status !== 200)
      throw new JwksProblem(`answers ${status} instead of 200: is that the provider's jwks_uri?`)
    return await bodyOf(response, deadline)
  } finally {
    request.destroy()
  }
}

function open({ uri, insecureHttp }: JwksLocation, signal: AbortSignal): ClientRequest {
  const url = new URL(uri)
  if (!isHttpsOrLoopback(url) && !(insecureHttp && url.protocol === 'http:')) {
    throw new JwksProblem('is no https address: whoever can change the answer on its way can sign any token')
  }
  // The connection is not kept: after minutes without traffic it may be dead, and the next fetch would fail.
  const options = { signal, headers: { accept: 'application/json', connection: 'close' } }
  return url.protocol === 'https:' ? getOverHttps(uri, options) : getOverHttp(uri, options)
}

async function bodyOf(response: IncomingMessage, deadline: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES)
      throw new JwksProblem(`answers with more than ${MOST_BYTES} bytes: is that a JWK Set?`)
    chunks.push(chunk)
  }
  // A body without a length ends where its connection does, also where the deadline has ended that.
  deadline.throwIfAborted()
  return Buffer.concat(chunks)
}
