import uPlot from 'uplot'
import { colourOf } from './colours.js'

const HEIGHT = 200

/**
 * Columns, one a minute, with what each name counts stacked on the others. The table of the section is its
 * legend.
 */
export function chart(selector) {
  const element = document.createElement('div')
  element.ariaHidden = 'true'
  document.querySelector(`${selector} .hint`).after(element)
  let plot
  let drawn = ''

  new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: HEIGHT })).observe(element)

  function draw(minutes, counts) {
    const layers = stack(minutes, counts)
    const series = layers.map(({ name, colour }) => ({
      label: name,
      stroke: colour,
      fill: colour,
      paths: uPlot.paths.bars({ size: [0.8, 24] }),
      points: { show: false },
    }))
    const options = {
      width: element.clientWidth,
      height: HEIGHT,
      series: [{}, ...series],
      axes: [{ values: '{HH}:{mm}' }, { incrs: [1, 2, 5, 10, 50, 100, 1000], size: 44 }],
      scales: {
        x: { range: (_plot, first, last) => [first - 60, last + 60] },
        y: { range: (_plot, _min, max) => [0, Math.max(max, 4)] },
      },
      cursor: { show: false },
      legend: { show: false },
    }
    plot?.destroy()
    plot = new uPlot(options, [minutes, ...layers.map(({ columns }) => columns)], element)
  }

  return {
    show(minutes, counts) {
      const state = JSON.stringify([minutes, counts])
      if (state === drawn) return
      drawn = state
      element.hidden = Object.keys(counts).length === 0
      if (!element.hidden) draw(minutes, counts)
    },
  }
}

/** Layers are drawn over each other. So each reaches down to zero, and the tallest comes first. */
function stack(minutes, counts) {
  let sums = minutes.map(() => 0)
  const layers = Object.keys(counts).map((name, index) => {
    sums = sums.map((below, minute) => below + counts[name][minute])
    const columns = sums.map((sum, minute) => (counts[name][minute] > 0 ? sum : null))
    return { name, columns, colour: colourOf(index) }
  })
  return layers.reverse()
}
