interface List {
  readonly isOrdered: boolean
  count: number
}

/** A text under way. */
export interface State {
  // Pieces, and the last letter apart: looking at the end of a growing text would copy it every time.
  readonly pieces: string[]
  last: string
  /** A blank that is written only when something follows it on its line. */
  blank: boolean
  /** Right after the mark of a list item or a heading: what comes stays on its line. */
  marked: boolean
  /** How many elements we are in whose content is not for readers. */
  hidden: number
  verbatim: boolean
  /** Inside a cell paragraphs are no lines of their own. */
  cells: number
  isFirstCell: boolean
  readonly lists: List[]
}

/** Nothing written yet. */
export const openState = (): State => ({
  pieces: [],
  last: '',
  blank: false,
  marked: false,
  hidden: 0,
  verbatim: false,
  cells: 0,
  isFirstCell: true,
  lists: [],
})

/** Adds text as it is. */
export function write(state: State, text: string): void {
  if (text === '') return
  const needsBlank = state.blank && state.last !== '' && !/\s/.test(state.last) && !/^\s/.test(text)
  state.pieces.push(needsBlank ? ` ${text}` : text)
  state.last = text.charAt(text.length - 1)
  state.marked = false
  state.blank = false
}

/** Adds text of markup, where any run of blanks is one blank. */
export function writeCollapsed(state: State, text: string): void {
  const collapsed = text.replaceAll(blanks, ' ')
  if (collapsed.startsWith(' ')) state.blank = true
  write(state, collapsed.trim())
  if (collapsed.endsWith(' ')) state.blank = true
}

/** Runs of blanks but for the single ordinary one, which is to stay and stands between most words. */
const blanks = /(?: \s|[^\S ])\s*/g

/** Without blanks at the ends of lines, and with one empty line where there were several. */
export function tidied(text: string): string {
  return text
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
