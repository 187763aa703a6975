/** All of an address up to the end of its user information (RFC 3986 §3.2.1), which ends at the last `@`. */
// Stryker disable next-line Regex: without its anchor it finds the same, only more slowly.
export const USER_INFORMATION = /^.*@/s
