/** `undefined` if a text is no absolute URL. Not all browsers have `URL.parse` or `URL.canParse`. */
export function parsedUrl(text: string): URL | undefined {
  let url: URL | undefined
  try {
    url = new URL(text)
  } catch {
    // No URL.
  }
  return url
}
