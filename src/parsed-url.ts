/**
 * `undefined` if a text is no absolute URL. Not all browsers have `URL.parse` or `URL.canParse`. And once
 * Node 20 or 22 has optimised its `URL.canParse`, that says `false` of every text with a letter like `ü`.
 */
export function parsedUrl(text: string): URL | undefined {
  let url: URL | undefined
  try {
    url = new URL(text)
  } catch {
    // No URL.
  }
  return url
}
