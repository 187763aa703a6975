/** A guest's question. */
export function question(form, helpDesk, { turn, show }) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const { email, text } = form.elements
    turn(async () => {
      await helpDesk.call('api/questions', { email: email.value, text: text.value })
      text.value = ''
      return () => show('ready', 'Thank you.', `We answer to ${email.value}.`)
    })
  })
}
