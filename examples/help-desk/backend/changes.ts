import { EventEmitter } from 'node:events'

/** Tells whoever looks at a tenant that something is new there. What it is, they read themselves. */
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
