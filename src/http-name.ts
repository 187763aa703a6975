/** A token (RFC 9110 §5.6.2), as names of methods and headers are. No `*`: in CORS it means every name. */
const NAME = /^[!#$%&'+.^_`|~0-9A-Za-z-]+$/

/** Whether a text is the name of a method or a header. */
export const isHttpName = (text: string) => NAME.test(text)
