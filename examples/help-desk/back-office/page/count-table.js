import { colourOf } from './colours.js'

/** A table of how often each name occurred, in a section that has a line for when there is nothing. */
export function countTable(selector, { heading, none }) {
  const section = document.querySelector(selector)
  const empty = section.querySelector('.empty')
  const table = document.createElement('table')
  const head = table.createTHead().insertRow()
  head.append(cell('th', heading), cell('th', 'Times'))
  const body = table.createTBody()
  section.append(table)

  return {
    /** With `inColour`, each name has the colour that it has in the chart. */
    show(counts, { inColour = false } = {}) {
      const rows = Object.entries(counts).map(([name, perMinute], index) => {
        const row = document.createElement('tr')
        row.append(
          cell('td', name),
          cell(
            'td',
            perMinute.reduce((sum, count) => sum + count, 0),
          ),
        )
        if (inColour) row.firstChild.prepend(swatch(colourOf(index)))
        return row
      })
      body.replaceChildren(...rows)
      table.hidden = rows.length === 0
      empty.textContent = none
      empty.hidden = rows.length > 0
    },
  }
}

function cell(tag, text) {
  const element = document.createElement(tag)
  element.textContent = text
  return element
}

function swatch(colour) {
  const element = document.createElement('i')
  element.className = 'swatch'
  element.style.background = colour
  return element
}
