/** The close code by which the help desk says that the token has ended. */
const TOKEN_ENDED = 4401

const RENEWED = 'Your token ended, so we took a new one. '

/**
 * Live chat: one WebSocket, opened with the box, and opened again with a new token whenever the old one ends.
 */
export function chat(part, helpDesk) {
  const status = part.querySelector('.chat-status')
  const messages = part.querySelector('.messages')
  const form = part.querySelector('form')
  const again = part.querySelector('.connect')
  let socket

  function tell(state, text) {
    part.dataset.state = state
    status.textContent = text
    form.hidden = state !== 'open'
    again.hidden = state !== 'closed'
  }

  async function connect(reason = '') {
    tell('connecting', `${reason}Connecting…`)
    let opened
    try {
      opened = await helpDesk.openChat()
    } catch (error) {
      return tell('closed', `Something went wrong: ${error.message}`)
    }
    socket = opened
    let wasOpen = false

    opened.addEventListener('message', ({ data }) => {
      const { messages: said, until } = JSON.parse(data)
      wasOpen = true
      messages.replaceChildren(...said.map(messageItem))
      tell('open', `${reason}Connected until ${new Date(until).toLocaleTimeString()}, when the token ends.`)
    })
    opened.addEventListener('close', ({ code }) => {
      if (opened !== socket) return
      // Not at once: a token that is about to end would open and close it many times a second.
      if (code === TOKEN_ENDED) setTimeout(() => part.open && connect(RENEWED), 500)
      else if (wasOpen) tell('closed', 'The connection was lost.')
      // A browser tells a page that a handshake failed, and never why.
      else tell('closed', 'Refused. The browser does not tell this page why.')
    })
  }

  function disconnect() {
    const old = socket
    socket = undefined
    old?.close()
  }

  part.addEventListener('toggle', () => {
    if (part.open) connect()
    else disconnect()
  })
  again.addEventListener('click', () => connect())
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    socket.send(form.elements.message.value)
    form.reset()
  })

  return {
    /** Uses another token, if the chat is open. */
    reconnect() {
      if (!part.open) return
      disconnect()
      connect()
    },
  }
}

function messageItem({ from, text, at }) {
  const item = document.createElement('li')
  const who = document.createElement('b')
  const when = document.createElement('small')
  item.className = from
  who.textContent = from === 'user' ? 'You' : 'Help desk'
  when.textContent = new Date(at).toLocaleTimeString()
  item.append(who, ' ', when, document.createElement('br'), text)
  return item
}
