/** The tickets of a user who is signed in. */
export function tickets(form, list, helpDesk, { turn, show }) {
  async function load() {
    const { tickets } = await helpDesk.call('api/tickets')
    return () => {
      list.replaceChildren(...tickets.map(ticketItem))
      const count = tickets.length === 1 ? '1 ticket' : `${tickets.length} tickets`
      show('ready', tickets.length ? count : 'No tickets yet', tickets.length ? 'on file, newest first' : '')
    }
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const { subject } = form.elements
    const button = form.querySelector('button')
    button.disabled = true
    await turn(async () => {
      await helpDesk.call('api/tickets', { subject: subject.value })
      subject.value = ''
      return load()
    })
    button.disabled = false
  })

  return { load, clear: () => list.replaceChildren() }
}

function ticketItem({ id, subject, filedAt }) {
  const item = document.createElement('li')
  const title = document.createElement('b')
  const details = document.createElement('small')
  title.textContent = subject
  details.textContent = `No. ${id}, ${new Date(filedAt).toLocaleString()}`
  item.append(title, details)
  return item
}
