/**
 * A map that holds a limited number of entries. If one more comes, the one that was added first leaves. To
 * put an entry back in line at every use would cost more than the look-up. Each of many tenants may have
 * such a map, so it takes next to no memory before it is used.
 */
export class BoundedMap<Key, Value> {
  readonly #most: number
  #entries: Map<Key, Value> | undefined
  #oldestFirst: MapIterator<Key> | undefined

  constructor(most: number) {
    this.#most = most
  }

  get(key: Key): Value | undefined {
    return this.#entries?.get(key)
  }

  set(key: Key, value: Value): void {
    this.#entries ??= new Map()
    // One iterator is kept. A new one would first pass the places of all entries that left before.
    this.#oldestFirst ??= this.#entries.keys()
    if (this.#entries.size >= this.#most && !this.#entries.has(key))
      this.#entries.delete(this.#oldestFirst.next().value as Key)
    this.#entries.set(key, value)
  }

  delete(key: Key): void {
    this.#entries?.delete(key)
  }
}
