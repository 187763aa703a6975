/** A text with a full stop behind it, unless it ends like a sentence already. */
export const sentence = (text: string) => (/[.?!]$/.test(text) ? text : `${text}.`)
