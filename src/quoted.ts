const LONGEST_QUOTE = 200

/** A text from elsewhere, as a message can hold it: in quotes, with control characters escaped, cut where it is long. */
export function quoted(text = ''): string {
  const shown = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
  // JSON escapes C0 controls alone; the others and the bidirectional ones could still garble a terminal or a log.
  return JSON.stringify(shown).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) =>
    Array.from(
      { length: sign.length },
      (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}
