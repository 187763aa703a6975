/** Asks the guard what it would say to a site. `explain` resolves to the decision with its reason. */
export function tryOrigin({ explain }) {
  const form = document.querySelector('#try-origin')
  const outcome = form.querySelector('.outcome')

  function show(allowed, heading, reason) {
    outcome.dataset.outcome = allowed ? 'done' : 'refused'
    outcome.querySelector('strong').textContent = heading
    outcome.querySelector('span').textContent = reason
    outcome.hidden = false
  }

  async function ask() {
    try {
      const { allowed, code, reason } = await explain(form.elements.origin.value)
      show(allowed, allowed ? 'Let in' : code, reason)
    } catch (error) {
      show(false, 'Not answered', error.message)
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    ask()
  })

  return {
    /** An answer that is shown may no longer hold once the list was saved. */
    tryAgain: () => outcome.hidden || ask(),
  }
}
