const template = document.querySelector('#step')

/** Asks the guard why it lets a token in or refuses it. `diagnose` resolves to every step of the check. */
export function tryToken({ diagnose }) {
  const form = document.querySelector('#try-token')
  const outcome = form.querySelector('.outcome')
  const details = form.querySelector('details')

  /** What failed comes first: it is what somebody has to mend. */
  function show(allowed, text, steps) {
    outcome.dataset.outcome = allowed ? 'done' : 'refused'
    outcome.textContent = text
    outcome.hidden = false
    const list = (selector, some) => form.querySelector(selector).replaceChildren(...some.map(stepItem))
    list(
      '.failed',
      steps.filter(({ passed }) => !passed),
    )
    list(
      '.passed',
      steps.filter(({ passed }) => passed),
    )
    details.hidden = steps.length === 0
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const { token, origin } = form.elements
    try {
      const { allowed, code, steps } = await diagnose({ token: token.value, origin: origin.value.trim() })
      show(allowed, allowed ? 'Let in' : `Refused: ${code}`, steps)
    } catch (error) {
      show(false, `Not answered: ${error.message}`, [])
    }
  })
}

function stepItem({ check, passed, says }) {
  const element = template.content.firstElementChild.cloneNode(true)
  element.querySelector('b').textContent = passed ? '\u2713 passed' : '\u2717 failed'
  element.querySelector('small').textContent = check
  element.querySelector('span').textContent = says
  return element
}
