/** What the pages say already, and the library does not do yet. */
export const LATER: readonly string[] = [
  'docs/dpop.md',
  'docs/dpop.md#in-the-widget',
  'docs/dpop.md#in-the-widget:2',
  'docs/dpop.md#replays',
  'docs/dpop.md#websockets',
  'docs/keys.md#inside-docker-compose',
  'docs/roads.md#the-gate', // expiresAt
  'docs/roads.md#guests',
  'docs/roads.md#the-site-alone',
  'docs/roads.md#apps',
  'docs/roads.md#anything-else',
  'docs/roads.md#anything-else:2',
  'docs/roads.md#websockets',
  'docs/roads.md#websockets:2',
  'docs/roads.md#without-express',
  'docs/recipes/live-chat.md',
  'docs/recipes/live-chat.md:2',
  'docs/recipes/roll-out.md',
  'docs/recipes/server-sent-events.md',
  'docs/recipes/server-sent-events.md:2',
  'docs/troubleshooting.md#it-says-403-or-401-why',
]
