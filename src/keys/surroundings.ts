/** Pairs of quotes that an environment file, a shell or a text processor puts around a value. */
const QUOTES: readonly string[] = ['""', "''", '``', '“”', '‘’', '«»']

/**
 * What a file or an environment variable has put around a value, in words. `undefined` if there is nothing.
 */
export function surroundings(text: string): string | undefined {
  if (text.startsWith('\ufeff')) return 'starts with a byte order mark'
  if (/[\r\n]$/.test(text)) return 'ends with a line end'
  if (/^[\s\u200b]|[\s\u200b]$/.test(text)) return 'has white space around it'
  if (text.length > 1 && QUOTES.includes(text.charAt(0) + text.charAt(text.length - 1))) return 'is in quotes'
  return undefined
}
