import { channel } from 'node:diagnostics_channel'

/** What the channel `asap-guard:keys` says about the key set of `uri`. */
export type AsapKeysEvent =
  /** A set was fetched: the names of its usable keys, `undefined` for a key without one. */
  | { readonly event: 'refreshed'; readonly uri: string; readonly kids: readonly (string | undefined)[] }
  /** A fetch failed: what went wrong and what to check. */
  | { readonly event: 'failed'; readonly uri: string; readonly reason: string }
  /** The last good set is past `maxAge` and goes on being used, as the fetch failed. `age` is in seconds. */
  | { readonly event: 'stale'; readonly uri: string; readonly age: number }
  /** A member of a fetched set is not used. */
  | {
      readonly event: 'skipped'
      readonly uri: string
      readonly kid: string | undefined
      readonly reason: string
    }

const keysChannel = channel('asap-guard:keys')

/** Nothing is computed where nobody listens. What a subscriber throws does not come back here: Node reports it. */
export function publishKeys(events: () => readonly AsapKeysEvent[]): void {
  if (!keysChannel.hasSubscribers) return
  for (const event of events()) keysChannel.publish(event)
}
