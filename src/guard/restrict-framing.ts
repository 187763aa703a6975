/** The part of a response that framing is about. */
interface ResponseHead {
  writeHead(...head: unknown[]): unknown
  /** Another name of `writeHead`, which HTTP/2 does not have. */
  writeHeader?(...head: unknown[]): unknown
  getHeader(name: string): HeaderValue | undefined
  setHeader(name: string, value: HeaderValue): unknown
  removeHeader(name: string): void
}

/**
 * Adds a policy of its own when the head of the response is written, whatever routes set in the meantime:
 * several policies hold together (CSP Level 3 §8.1), so none is overwritten and none overwrites this one.
 * What was said about framing before gives way: helmet's defaults would show every approved site a blank
 * frame.
 */
export function restrictFraming(response: ResponseHead, policy: string): void {
  dropEarlierFraming(response)
  const writeHead = response.writeHead
  response.writeHead = (status, ...rest) => {
    const reason = typeof rest[0] === 'string' ? [rest[0]] : []
    const entries = headerEntries(rest[1] ?? rest[0])
    // As Node does it: what is given here replaces what was set before, and a name given twice is sent twice.
    for (const [name] of entries) response.removeHeader(name)
    for (const [name, value] of entries) append(response, name, value)
    response.removeHeader('X-Frame-Options')
    append(response, 'Content-Security-Policy', policy)
    return writeHead.call(response, status, ...reason)
  }
  // Up to Node 24 this calls the `writeHead` of the prototype, past the one above.
  if (response.writeHeader) response.writeHeader = response.writeHead
}

function dropEarlierFraming(response: ResponseHead): void {
  response.removeHeader('X-Frame-Options')
  const earlier = response.getHeader('Content-Security-Policy')
  if (earlier === undefined) return
  const policies = [earlier]
    .flat()
    .map((value) => withoutFrameAncestors(String(value)))
    .filter((value) => value !== '')
  if (policies.length === 0) response.removeHeader('Content-Security-Policy')
  else response.setHeader('Content-Security-Policy', policies)
}

/**
 * CSP Level 3 §2.2: commas stand between the policies of a header, semicolons between the directives of a
 * policy.
 */
function withoutFrameAncestors(policies: string): string {
  return policies
    .split(',')
    .map((policy) => policy.split(';').filter((directive) => !/^\s*frame-ancestors(?:\s|$)/i.test(directive)))
    .map((directives) => directives.join(';').trim())
    .filter((policy) => policy !== '')
    .join(', ')
}

/**
 * Not `appendHeader()`: that adds to a list which was given to `setHeader()`, and which other responses may
 * share.
 */
function append(response: ResponseHead, name: string, value: HeaderValue): void {
  const before = response.getHeader(name)
  response.setHeader(name, before === undefined ? value : [before, value].flat().map(String))
}

type HeaderValue = string | number | readonly string[]

/** The headers given to `writeHead`: an object, a list of pairs, or names and values in turn. */
function headerEntries(headers: unknown): (readonly [string, HeaderValue])[] {
  if (Array.isArray(headers)) {
    if (Array.isArray(headers[0])) return headers
    return headers.flatMap((name, index) =>
      index % 2 === 0 ? [[String(name), headers[index + 1]] as const] : [],
    )
  }
  return headers instanceof Object ? Object.entries(headers) : []
}
