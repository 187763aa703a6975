/** A token (RFC 9110 §5.6.2). `*` is left out: in CORS it means every name. */
const NAME = /^[!#$%&'+.^_`|~0-9A-Za-z-]+$/

/** Whether a text is one name of a header or a method, without white space around it. */
export const isHttpName = (text: string) => NAME.test(text)
