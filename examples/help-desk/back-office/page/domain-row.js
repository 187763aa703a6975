const template = document.querySelector('#domain-row')

/** One row of the form. All texts are set as text: what an administrator pastes is never markup. */
export function domainRow({ text, number, onChange, onPaste }) {
  const element = template.content.firstElementChild.cloneNode(true)
  const input = element.querySelector('input')
  const problem = element.querySelector('.problem')
  const suggestion = element.querySelector('.suggestion')
  const note = element.querySelector('.note')
  input.value = text
  input.ariaLabel = `Domain ${number}`
  problem.id = `problem-${number}`
  input.setAttribute('aria-describedby', problem.id)

  function setText(value) {
    input.value = value
  }
  function change(value) {
    setText(value)
    input.focus()
    onChange()
  }

  input.addEventListener('input', onChange)
  input.addEventListener('paste', (event) => {
    const texts = event.clipboardData
      .getData('text')
      .split(/[\s,;]+/)
      .filter(Boolean)
    if (texts.length < 2) return
    event.preventDefault()
    onPaste(texts)
  })
  element.querySelector('.remove').addEventListener('click', () => change(''))
  suggestion.addEventListener('click', () => change(suggestion.value))

  return {
    element,
    setText,
    text: () => input.value,
    isBlank: () => input.value.trim() === '',
    showIssue(issue) {
      input.ariaInvalid = issue ? 'true' : null
      problem.hidden = !issue
      problem.querySelector('span').textContent = issue?.message ?? ''
      suggestion.hidden = !issue?.suggestion
      suggestion.value = issue?.suggestion ?? ''
      suggestion.textContent = `Use ${suggestion.value}`
    },
    /** Says so where the list will hold another spelling than the row. */
    showNormalForm(domain = input.value) {
      note.hidden = domain === input.value
      note.textContent = `Stored as ${domain}`
    },
  }
}
