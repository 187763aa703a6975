// The very module that the help desk's server runs, checked here while typing; the server checks again when
// it is saved.
import { MAX_DOMAINS, safeParseDomains } from 'asap-guard/domains'
import { domainRow } from './domain-row.js'

/**
 * The rows of approved domains. `save` stores a list and resolves to the list as stored, or rejects with
 * issues.
 */
export function domainForm({ save }) {
  const form = document.querySelector('#domains')
  const list = form.querySelector('.rows')
  const listProblem = form.querySelector('#list-problem')
  const status = form.querySelector('#saved')
  let rows = []
  let saved = []

  const filled = () => rows.filter((row) => !row.isBlank())
  const entries = () => filled().map((row) => row.text())

  function show(domains) {
    saved = domains
    rows = []
    list.replaceChildren()
    for (const domain of domains) addRow(domain)
    while (rows.length < MAX_DOMAINS) addRow('')
    tell('')
    check()
  }

  function addRow(text) {
    const row = domainRow({ text, number: rows.length + 1, onChange, onPaste: (texts) => fill(texts, row) })
    rows.push(row)
    list.append(row.element)
  }

  /**
   * Puts texts into the row where they were pasted, if any, and into blank ones. What does not fit gets rows
   * as well.
   */
  function fill(texts, pastedInto) {
    const free = rows.filter((row) => row === pastedInto || row.isBlank())
    for (const text of texts) {
      const row = free.shift()
      if (row) row.setText(text)
      else addRow(text)
    }
    onChange()
  }

  function onChange() {
    tell('')
    check()
  }

  /** Whether the list could be saved; shows why not. */
  function check() {
    const { success, issues = [] } = safeParseDomains(entries())
    showIssues(issues)
    return success
  }

  function showIssues(issues) {
    const written = filled()
    for (const row of rows) {
      row.showNormalForm(safeParseDomains([row.text()]).data?.[0])
      row.showIssue(issues.find(({ path }) => path[0] !== undefined && written[path[0]] === row))
    }
    listProblem.textContent = issues.find(({ path }) => path.length === 0)?.message ?? ''
    listProblem.hidden = listProblem.textContent === ''
  }

  function tell(text, outcome = 'done') {
    status.textContent = text
    status.hidden = text === ''
    status.dataset.outcome = outcome
  }

  async function store() {
    if (!check()) return tell('Nothing was saved: the list has mistakes.', 'refused')
    try {
      show(await save(entries()))
      tell('Saved: it holds from the next request on.')
    } catch (error) {
      showIssues(error.issues ?? [])
      tell(error.message, 'refused')
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    store()
  })

  /** Adds a domain and saves; beside other edits that are not saved yet, only adds it. */
  async function approve(domain) {
    const isEdited = entries().join() !== saved.join()
    fill([domain])
    if (isEdited) tell('Added to the list, which has other changes: save them together.')
    else await store()
  }

  return { show, approve }
}
