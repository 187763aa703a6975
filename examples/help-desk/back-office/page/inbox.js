import { api } from './api.js'
import { conversation } from './conversation.js'
import { message } from './message.js'
import { showTenant } from './tenant.js'

const { id } = await showTenant()
const conversations = document.querySelector('#conversations')
const questions = document.querySelector('#questions')
const shown = new Map()

// Server-sent events. The browser opens the next stream by itself when one ends.
const events = new EventSource(`/admin/api/tenants/${id}/inbox`)
events.addEventListener('message', ({ data }) => show(JSON.parse(data)))
events.addEventListener('error', () => {
  // The session has ended: the server shows where to sign in.
  if (events.readyState === EventSource.CLOSED) location.reload()
})

function show(inbox) {
  for (const one of inbox.conversations) conversationOf(one.email).show(one)
  questions
    .querySelector('ul')
    .replaceChildren(...inbox.questions.map(({ email, text, askedAt }) => message(email, text, askedAt)))
  tell(conversations, inbox.conversations.length, 'Nobody has opened a chat yet.')
  tell(questions, inbox.questions.length, 'None yet.')
}

/** What is shown already stays, with what somebody is writing in it. */
function conversationOf(email) {
  const known = shown.get(email)
  if (known) return known
  const added = conversation(email, (text) => api(`tenants/${id}/inbox`, 'POST', { email, text }))
  shown.set(email, added)
  conversations.append(added.element)
  return added
}

function tell(section, count, none) {
  const empty = section.querySelector('.empty')
  empty.textContent = none
  empty.hidden = count > 0
}
