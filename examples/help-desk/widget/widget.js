// The help desk's widget. Any site may load this script. Whether it works there is decided by the guard in
// front of the help desk, by the site's origin and by the token that the site hands over.
//
//   import { mountWidget } from 'https://desk.example.com/widget.js'
//   const widget = mountWidget(element, { tenant: 'fern-and-field', getToken: async () => '…' })
//   widget.refresh()
//
// Without `getToken` the visitor is a guest: somebody who is not signed in.
import { articles } from './articles.js'
import { backend, Refused, Unreadable } from './backend.js'
import { chat } from './chat.js'
import { question } from './question.js'
import { tickets } from './tickets.js'

// Only this constant goes through innerHTML. Whatever comes from the API is text, and is shown with
// textContent.
const markup = `
  <link rel="stylesheet" href="${new URL('widget.css', import.meta.url)}">
  <section aria-label="Help">
    <h2>How can we help?</h2>
    <details class="articles"><summary>Help centre</summary><div></div></details>
    <form class="question" hidden>
      <label for="email">Your e-mail address, for the answer</label>
      <input id="email" name="email" type="email" maxlength="254" required autocomplete="email">
      <label for="text">Your question, in one line</label>
      <div class="row">
        <input id="text" name="text" maxlength="500" required autocomplete="off">
        <button>Ask</button>
      </div>
    </form>
    <form class="ticket" hidden>
      <label for="subject">Describe it in one line</label>
      <div class="row">
        <input id="subject" name="subject" maxlength="120" required autocomplete="off">
        <button>File ticket</button>
      </div>
    </form>
    <div class="status" role="status"><strong></strong> <span></span></div>
    <ol class="tickets" aria-label="Your tickets"></ol>
    <details class="chat" hidden>
      <summary>Live chat</summary>
      <p class="chat-status" role="status"></p>
      <ol class="messages" aria-label="Messages" aria-live="polite"></ol>
      <form>
        <label for="message">Your message</label>
        <div class="row">
          <input id="message" name="message" maxlength="500" required autocomplete="off">
          <button>Send</button>
        </div>
      </form>
      <button type="button" class="connect" hidden>Connect again</button>
    </details>
  </section>`

/**
 * Shows the widget in `element`. `onOutcome` is told how each turn ended: `ready`, `refused` (the page could
 * read why), `unreadable` or `failed`.
 */
export function mountWidget(element, { tenant, getToken, onOutcome = () => {} }) {
  const root = element.attachShadow({ mode: 'open' })
  root.innerHTML = markup
  const helpDesk = backend({ tenant, getToken })
  root.querySelector('.question').hidden = !helpDesk.isGuest
  for (const part of root.querySelectorAll('.ticket, .chat')) part.hidden = helpDesk.isGuest
  const parts = {
    articles: articles(root.querySelector('.articles'), helpDesk, showError),
    question: question(root.querySelector('.question'), helpDesk, { turn, show }),
    tickets: tickets(root.querySelector('.ticket'), root.querySelector('.tickets'), helpDesk, { turn, show }),
    chat: chat(root.querySelector('.chat'), helpDesk),
  }
  let latest = 0

  function show(outcome, heading, text) {
    const status = root.querySelector('.status')
    status.dataset.outcome = outcome
    status.querySelector('strong').textContent = heading
    status.querySelector('span').textContent = text
    if (outcome !== 'waiting') onOutcome(outcome)
  }

  function showError(error) {
    if (error instanceof Refused) show('refused', error.code ?? 'Refused', error.message)
    else if (error instanceof Unreadable) show('unreadable', 'Refused', error.message)
    else show('failed', 'Something went wrong', error.message)
  }

  /**
   * Asks the help desk something. `work` gives a function that shows the answer; of overlapping turns the
   * latest shows.
   */
  async function turn(work) {
    latest += 1
    const mine = latest
    show('waiting', 'Asking the help desk…', '')
    const showAnswer = await work().catch((error) => () => {
      parts.tickets.clear()
      showError(error)
    })
    if (mine === latest) showAnswer()
  }

  function refresh() {
    return turn(async () => {
      parts.chat.reconnect()
      if (!helpDesk.isGuest) return parts.tickets.load()
      parts.articles.open()
      return () => show('ready', 'You are a guest.', 'Read the help centre, or ask a question.')
    })
  }

  refresh()
  return { refresh }
}
