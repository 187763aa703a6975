import { AsapConfigError, type ConfigIssue } from '../errors.js'

const NO_OBJECT =
  'must be an object, such as { domains: ["help.example.com"], secret: process.env.ASAP_SECRET }'

/**
 * Reads each option once, with the lists and plain objects in it: what is checked is what is used, and changing it later
 * changes nothing. `domains` stays as it is, since its validator does the same within bounds of its own.
 *
 * @throws {AsapConfigError} for what is no object, and for a getter or proxy that throws. What it threw may hold a secret, and is not repeated.
 */
export function copyOptions(input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AsapConfigError([{ path: [], message: NO_OBJECT }])
  }
  const issues: ConfigIssue[] = []
  const read = (path: string[], value: () => unknown) => {
    try {
      return value()
    } catch {
      issues.push({ path, message: 'cannot be read: a getter or proxy throws' })
      return undefined
    }
  }
  const names = (read([], () => Object.keys(input)) ?? []) as (keyof typeof input)[]
  const entries = names.map((name) => {
    const copy = name === 'domains' ? (value: unknown) => value : copyOf
    return [name, read([name], () => copy(input[name]))]
  })
  if (issues.length > 0) throw new AsapConfigError(issues)
  return Object.fromEntries(entries)
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, copyOf)
  return isPlain(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]))
    : value
}

/** Keys, schemas and Buffers have a class and are taken as they are. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
