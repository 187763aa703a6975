import { once } from 'node:events'
import { type ClientRequest, get as getOverHttp, type IncomingMessage } from 'node:http'
import { get as getOverHttps } from 'node:https'
import { isHttpsOrLoopback } from '../../loopback.js'
import { JwksProblem } from './problem.js'

/** Large sets of real providers are below 20 KiB. */
const MOST_BYTES = 256 * 1024

/**
 * Fetches the members of a JWK Set (RFC 7517 §5), unread: answers other than 200 and redirects are errors.
 *
 * @param uri https, or http to a loopback host.
 * @param timeout for headers and body together, in seconds.
 * @throws {Error} whose message says what went wrong and what to check, the original as `cause`.
 */
export async function fetchJwks(uri: string, timeout: number): Promise<readonly unknown[]> {
  // One signal for everything: the timeouts of node:http count idle time, which a body that drips never reaches.
  const deadline = AbortSignal.timeout(Math.ceil(timeout * 1000))
  try {
    return membersOf(await download(uri, deadline))
  } catch (error) {
    if (error instanceof JwksProblem) throw error
    if (!deadline.aborted) throw problemOf(error as NodeJS.ErrnoException)
    throw problem(
      `does not answer in full within ${timeout} s: is it up, and may this host connect to it?`,
      error,
    )
  }
}

async function download(uri: string, deadline: AbortSignal): Promise<Buffer> {
  const request = open(uri, deadline)
  // `once` hears the first error alone; one that comes after it must find a listener too.
  request.on('error', () => {})
  try {
    const [response] = (await once(request, 'response', { signal: deadline })) as [IncomingMessage]
    const { statusCode: status = 0 } = response
    if (status >= 300 && status < 400)
      throw problem(`redirects (${status}): give the address that it leads to`)
    if (status !== 200) throw problem(`answers ${status} instead of 200: is that the provider's jwks_uri?`)
    return await bodyOf(response)
  } finally {
    request.destroy()
  }
}

function open(uri: string, signal: AbortSignal): ClientRequest {
  const url = new URL(uri)
  if (!isHttpsOrLoopback(url)) {
    throw problem('is no https address: whoever can change the answer on its way can sign any token')
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
    if (size > MOST_BYTES) throw problem(`answers with more than ${MOST_BYTES} bytes: is that a JWK Set?`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function membersOf(body: Buffer): readonly unknown[] {
  let set: unknown
  try {
    set = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    // The parser's message quotes the text, which is not ours to repeat.
    throw problem(`answers with something that is not JSON (${(error as Error).name}): is that a JWK Set?`)
  }
  const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined
  if (!Array.isArray(keys))
    throw problem('answers with JSON that has no list of "keys" (RFC 7517 §5): is that a JWK Set?')
  return keys
}

/** By the code of an error of node:net, node:tls or node:http. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:EPROTO|ERR_SSL)/, 'does not speak TLS as this host does'],
  [
    /CERT|^ERR_TLS|^UNABLE_TO|SIGNATURE|ISSUER/,
    'has no TLS certificate that is trusted here: is it in date and for that host? NODE_EXTRA_CA_CERTS adds an authority',
  ],
  [/^HPE_/, 'does not speak HTTP'],
  [/^(?:ENOTFOUND|EAI_)/, 'has a host name that this host cannot resolve: is it spelt right?'],
  [/^ECONNRESET$/, 'closes the connection before its answer is complete'],
]

function problemOf(error: NodeJS.ErrnoException): JwksProblem {
  const { code = error.name } = error
  const [, reason] = REASONS.find(([codes]) => codes.test(code)) ?? []
  const text = reason ?? 'cannot be reached: is the address right, and may this host connect to it?'
  return problem(`${text} (${code})`, error)
}

const problem = (message: string, cause?: unknown) => new JwksProblem(message, { cause })
