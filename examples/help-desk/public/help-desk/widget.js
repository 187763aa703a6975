// The help desk's widget. Any site may load this script: whether it works there is decided by the guard in front of the
// help desk's API, by the site's origin and by the token that the site hands over.
//
//   <script src="https://desk.example.com/widget.js" data-tenant="fern-and-field" defer></script>
//   const widget = helpWidget.mount(element, { getToken: async () => '…' })
//   widget.refresh()

;(() => {
  const script = document.currentScript
  const helpDesk = new URL(script.src).origin
  const api = `${helpDesk}/widget/${encodeURIComponent(script.dataset.tenant)}/api/tickets`

  /** The help desk answered with a problem (RFC 9457), and the browser let this page read it. */
  class Refused extends Error {
    constructor({ title, status, code, detail }) {
      super(`${detail ?? title} (${status})`)
      this.code = code
    }
  }

  /**
   * There was no answer that the browser would let this page read. fetch() throws a bare TypeError, whether the help desk
   * refuses this site or is down: a page that is not approved learns nothing.
   */
  class Unreadable extends Error {}

  async function call(token, method, ticket) {
    const request = fetch(api, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(ticket && { 'Content-Type': 'application/json' }) },
      body: ticket && JSON.stringify(ticket),
      credentials: 'omit',
    })
    const response = await request.catch((error) => {
      throw new Unreadable(`The browser gives this page no answer to read, only a ${error.name}.`)
    })
    const answer = await response.json()
    if (!response.ok) throw new Refused(answer)
    return answer
  }

  // Only this constant goes through innerHTML. Whatever comes from the API is text, and is shown with textContent.
  const markup = `
    <link rel="stylesheet" href="${helpDesk}/widget.css">
    <section aria-label="Help">
      <h2>How can we help?</h2>
      <form>
        <label for="subject">Describe it in one line</label>
        <div class="row">
          <input id="subject" name="subject" maxlength="120" required autocomplete="off">
          <button>File ticket</button>
        </div>
      </form>
      <div class="status" role="status"><strong></strong> <span></span></div>
      <ol class="tickets" aria-label="Your tickets"></ol>
    </section>`

  /** Shows the widget in `element`. A token is asked for at each call, so that its short life is no worry. */
  function mount(element, { getToken }) {
    const root = element.attachShadow({ mode: 'open' })
    root.innerHTML = markup
    const form = root.querySelector('form')
    const status = root.querySelector('.status')
    const list = root.querySelector('.tickets')
    let latest = 0

    function show(outcome, heading, text) {
      status.dataset.outcome = outcome
      status.querySelector('strong').textContent = heading
      status.querySelector('span').textContent = text
    }

    function showError(error) {
      list.replaceChildren()
      if (error instanceof Refused) show('refused', error.code ?? 'Refused', error.message)
      else if (error instanceof Unreadable) show('unreadable', 'Refused', error.message)
      else show('failed', 'Something went wrong', error.message)
    }

    function showTickets(tickets) {
      list.replaceChildren(...tickets.map(ticketItem))
      const count = tickets.length === 1 ? '1 ticket' : `${tickets.length} tickets`
      show('ready', tickets.length ? count : 'No tickets yet', tickets.length ? 'on file, newest first' : '')
    }

    /** Files the ticket, if there is one, and lists the user's tickets. Of overlapping turns the latest is shown. */
    async function refresh(ticket) {
      latest += 1
      const turn = latest
      show('waiting', 'Asking the help desk…', '')
      try {
        if (ticket) {
          await call(await getToken(), 'POST', ticket)
          form.reset()
        }
        const { tickets } = await call(await getToken(), 'GET')
        if (turn === latest) showTickets(tickets)
      } catch (error) {
        if (turn === latest) showError(error)
      }
    }

    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      const button = form.querySelector('button')
      button.disabled = true
      await refresh({ subject: form.elements.subject.value })
      button.disabled = false
    })

    refresh()
    return { refresh: () => refresh() }
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

  globalThis.helpWidget = { mount }
})()
