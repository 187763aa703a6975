/** RFC 1035 §2.3.4: no label of a host name is longer. */
const LONGEST_LABEL = 63

/**
 * Whether a token is part of a text, so that the text must not be shown: three or more parts of base64url
 * joined with dots, as in RFC 7515 §7.1 and RFC 7516 §7.1, that cannot be the labels of a host name.
 */
export function looksLikeToken(text: string): boolean {
  return text.split(/[^\w.-]/).some((word) => {
    const parts = word.split('.')
    const header = parts[0] as string
    return parts.length >= 3 && (beginsAsJson(header) || parts.some((part) => part.length > LONGEST_LABEL))
  })
}

/** Whether base64url stands for a text that begins like the JSON of a header. No label of a host does. */
function beginsAsJson(part: string): boolean {
  let begins = false
  try {
    begins = /^\{\s*"/.test(atob(part.slice(0, 12).replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    // Not base64url.
  }
  return begins
}
