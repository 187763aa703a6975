const list = document.querySelector('#script-attempts')

/** Runs the script on the rogue site's server, and shows what it got. */
export async function runScript() {
  const response = await fetch('/script', { method: 'POST' })
  const { attempts } = await response.json()
  list.replaceChildren(...attempts.map(attemptItem))
}

function attemptItem({ what, status, code, tickets }) {
  const item = document.createElement('li')
  const outcome = document.createElement('b')
  outcome.textContent = tickets
    ? `Let in (${status}), with ${tickets.length} of Sam's tickets`
    : `Refused (${status} ${code})`
  item.append(`${what}: `, outcome)
  return item
}
