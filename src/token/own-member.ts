/**
 * A member that an object itself has. Headers and payloads are read by this alone: what somebody puts on
 * `Object.prototype` is not what the token says.
 */
export function ownMember(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
