type Class = abstract new (...args: never[]) => object

/**
 * `instanceof` for a class that a process may hold twice: each entry of this package has a copy of its own,
 * and the package may be installed twice.
 *
 * @param brand a member of the prototype in both copies
 */
export function instancesWith(brand: symbol): (value: unknown) => boolean {
  return function isInstance(this: Class, value: unknown): boolean {
    const isDerivedClass = !Object.hasOwn(this.prototype, brand)
    if (isDerivedClass) return Function.prototype[Symbol.hasInstance].call(this, value)
    return typeof value === 'object' && value !== null && brand in value
  }
}
