const LONGEST = 200

/** A text from elsewhere in quotes, as a message can hold it: escaped, and cut where it is long. */
export function quoted(text = ''): string {
  return escapeControls(JSON.stringify(cut(text)))
}

/** A text from elsewhere as a message can hold it: control characters escaped, and cut where it is long. */
export function escaped(text: string): string {
  return escapeControls(cut(text))
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** JSON escapes C0 controls alone. The others, and those for the direction of text, could garble a log. */
function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (sign) =>
    Array.from(
      { length: sign.length },
      (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}
