import { message } from './message.js'

const template = document.querySelector('#conversation')

/** The chat with one user. `send` sends a reply. */
export function conversation(email, send) {
  const element = template.content.firstElementChild.cloneNode(true)
  const form = element.querySelector('form')
  const problem = form.querySelector('.problem')
  const label = form.querySelector('label')
  label.textContent = `Reply to ${email}`
  label.htmlFor = `reply-${email}`
  form.elements.text.id = label.htmlFor

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    try {
      await send(form.elements.text.value)
      form.reset()
      problem.hidden = true
    } catch (error) {
      problem.textContent = error.message
      problem.hidden = false
    }
  })

  return {
    element,
    show({ online, messages }) {
      element.querySelector('h3').textContent = `${email}, ${online > 0 ? 'online' : 'not online'}`
      element
        .querySelector('.texts')
        .replaceChildren(
          ...messages.map(({ from, text, at }) => message(from === 'user' ? email : 'You', text, at)),
        )
    },
  }
}
