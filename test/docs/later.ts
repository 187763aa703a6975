/** What the pages say already, and the library does not do yet. */
export const LATER: readonly string[] = ['docs/troubleshooting.md#it-says-403-or-401-why']
