/** What the pages say already, and the library does not do yet. */
export const LATER: readonly string[] = [
  'docs/dpop.md',
  'docs/dpop.md#in-the-widget',
  'docs/dpop.md#in-the-widget:2',
  'docs/dpop.md#replays',
  'docs/dpop.md#websockets',
  'docs/troubleshooting.md#it-says-403-or-401-why',
]
