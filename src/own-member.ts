/**
 * A member that an object itself has. What decides about a call is read by this alone, from its headers and
 * its token: what somebody puts on `Object.prototype` is not what the caller sent.
 */
export function ownMember<Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
