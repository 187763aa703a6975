const template = document.querySelector('#message')

/** What somebody wrote, and when. Texts are set as text: what a stranger wrote is never markup. */
export function message(from, text, at) {
  const element = template.content.firstElementChild.cloneNode(true)
  element.querySelector('b').textContent = from
  element.querySelector('small').textContent = new Date(at).toLocaleTimeString()
  element.querySelector('span').textContent = text
  return element
}
