/**
 * A member that an object itself has. The headers of requests and what tokens hold are read by this alone:
 * what somebody puts on `Object.prototype` is not what the caller sent.
 */
export function ownMember<Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
