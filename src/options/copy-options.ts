import { AsapConfigError } from '../config-error.js'
import { MOST_LISTED } from './checks.js'

const NO_OBJECT =
  'must be an object, such as { domains: ["help.example.com"], secret: process.env.ASAP_SECRET }'
const NOT_CALLED =
  'asapGuard was mounted without being called: ' +
  'write app.use(asapGuard({ domains, secret })), not app.use(asapGuard)'

/** Lists and plain objects within lists and plain objects are the most that any option holds. */
const DEEPEST = 2

/**
 * Reads each option once, with the lists and plain objects in it: what is checked is what is used, and
 * changing it later changes nothing.
 *
 * @throws {AsapConfigError} for what is no object, or a request.
 */
export function copyOptions(input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw unusable(NO_OBJECT)
  if (isRequest(input)) throw unusable(NOT_CALLED)
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, copyOf(value, DEEPEST)]))
}

const unusable = (message: string) => new AsapConfigError([{ path: [], message }])

/** Express calls what it is given with the request first. */
const isRequest = (input: object) => 'headers' in input && 'method' in input && 'url' in input

/**
 * One entry more than a list may have shows that it is too long, so that one of four billion holes costs
 * nothing.
 */
function copyOf(value: unknown, deepest: number): unknown {
  if (deepest < 0) return value
  if (Array.isArray(value)) {
    const length = Math.min(value.length, MOST_LISTED + 1)
    return Array.from({ length }, (_, index) => copyOf(value[index], deepest - 1))
  }
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, copyOf(member, deepest - 1)]),
  )
}

/** Keys, schemas and Buffers have a class and are taken as they are. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
