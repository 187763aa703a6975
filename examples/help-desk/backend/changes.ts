import { EventEmitter } from 'node:events'

/** Tells those who look at a tenant that something has changed. They then read what is new. */
export interface Changes {
  tell(tenant: string): void
  /** Calls `onChange` at each change. Returns the function that ends it. */
  follow(tenant: string, onChange: () => void): () => void
}

export function openChanges(): Changes {
  const emitter = new EventEmitter<Record<string, []>>().setMaxListeners(0)
  return {
    tell: (tenant) => void emitter.emit(tenant),
    follow(tenant, onChange) {
      emitter.on(tenant, onChange)
      return () => void emitter.off(tenant, onChange)
    },
  }
}
