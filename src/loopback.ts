/** The addresses of the machine itself, as the URL parser spells them. */
export const LOOPBACK_ADDRESSES: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]'])

/**
 * Whether a host is the machine itself: a loopback address, or `localhost` or a name under it (RFC 6761
 * §6.3).
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || LOOPBACK_ADDRESSES.has(host)
}

/** Whether nobody on the way can change what is sent: https, or http that never leaves the machine. */
export function isHttpsOrLoopback({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}
