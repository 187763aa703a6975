/** Told apart by people who see few colours as well (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#5a5a5a', '#222222']

/** The colour of a name in a chart, and in the table beneath it. */
export const colourOf = (index) => COLOURS[index % COLOURS.length]
