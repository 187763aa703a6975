/** What the server refused to do, with the issues of the list if it was about one. */
export class Refused extends Error {
  constructor({ title, detail, issues = [] }) {
    super(detail ?? title)
    this.issues = issues
  }
}

/**
 * Calls the back office's API; `body` makes it a change, for which the server asks for JSON from this very
 * page.
 */
export async function api(path, method = 'GET', body = undefined) {
  const answer = await fetch(`/admin/api/${path}`, {
    method,
    headers: body && { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  // The session has ended: the server shows where to sign in.
  if (answer.status === 401) location.reload()
  const value = answer.status === 204 ? undefined : await answer.json()
  if (!answer.ok) throw new Refused(value)
  return value
}
