/**
 * `entry = ["*."] host [":" port]`, as in the host-source of CSP Level 3 §2.3.1. Colons in brackets are IPv6.
 * It matches every text from its beginning: the host is all up to the first colon, and the port is the rest.
 */
const ENTRY = /(?<wildcard>\*\.)?(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>.*))?$/s

export interface EntryParts {
  readonly wildcard: boolean
  readonly host: string
  /** `undefined` where none is written, which means the default port. `*` is any port. */
  readonly port: string | undefined
}

interface EntryMatch {
  readonly groups: { readonly wildcard?: string; readonly host: string; readonly port?: string }
}

/**
 * Takes an entry apart and checks nothing: the parts of a `Domain` are valid, those of another text can be
 * anything.
 */
export function entryParts(text: string): EntryParts {
  const { wildcard, host, port } = (ENTRY.exec(text) as unknown as EntryMatch).groups
  return { wildcard: wildcard !== undefined, host, port }
}
