import { channel } from 'node:diagnostics_channel'

/** What the channel `asap-guard:keys` says about the key set of `uri`. */
export type AsapKeysEvent =
  /** A set was fetched. `kids` are the names of its usable keys; a key without a name has `undefined`. */
  | { readonly event: 'refreshed'; readonly uri: string; readonly kids: readonly (string | undefined)[] }
  /** A fetch failed. `reason` says what went wrong and what to check. */
  | { readonly event: 'failed'; readonly uri: string; readonly reason: string }
  /** A fetch failed, and the last good set, which is past `maxAge`, stays in use. `age` is in seconds. */
  | { readonly event: 'stale'; readonly uri: string; readonly age: number }
  /** A member of a fetched set is not used. `reason` says why. */
  | {
      readonly event: 'skipped'
      readonly uri: string
      readonly kid: string | undefined
      readonly reason: string
    }

const keysChannel = channel('asap-guard:keys')

/**
 * Publishes events. They are made only if somebody has subscribed. If a subscriber throws, Node reports that
 * as an uncaught exception, and nothing is thrown here.
 */
export function publishKeys(events: () => readonly AsapKeysEvent[]): void {
  if (!keysChannel.hasSubscribers) return
  for (const event of events()) keysChannel.publish(event)
}
