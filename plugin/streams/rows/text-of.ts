import { Parser } from 'htmlparser2'
import { openState, type State, tidied, write, writeCollapsed } from './text-writing.ts'

/**
 * A body in storage format as plain text: headings with `#`, list items with `-` or their number, table cells
 * with ` | ` between them, code as it is. What macros are set to is left out, what they contain is kept.
 */
export function textOf(storage: string): string {
  const writing = openWriting()
  const parser = new Parser(
    {
      onopentag: (name) => writing.open(name),
      onclosetag: (name) => writing.close(name),
      ontext: (text) => writing.text(text),
      oncdatastart: () => writing.setVerbatim(true),
      oncdataend: () => writing.setVerbatim(false),
    },
    { recognizeCDATA: true, recognizeSelfClosing: true, decodeEntities: true, lowerCaseTags: true },
  )
  parser.end(storage)
  return writing.done()
}

type Step = (state: State) => void

function openWriting() {
  const state = openState()
  return {
    open(name: string) {
      if (hidden.has(name)) state.hidden += 1
      else opening[name]?.(state)
    },
    close(name: string) {
      if (hidden.has(name)) state.hidden -= 1
      else closing[name]?.(state)
    },
    text(text: string) {
      if (state.hidden === 0) (state.verbatim ? write : writeCollapsed)(state, text)
    },
    setVerbatim(verbatim: boolean) {
      state.verbatim = verbatim
    },
    done: () => tidied(state.pieces.join('')),
  }
}

// Settings of macros, and the ids that task lists keep for themselves.
const hidden: ReadonlySet<string> = new Set([
  'ac:parameter',
  'ac:task-id',
  'ac:task-uuid',
  'ac:task-status',
  'ac:placeholder',
  'style',
  'script',
])

const line: Step = (state) => {
  if (state.marked) return
  if (state.cells > 0) space(state)
  else if (state.last !== '' && state.last !== '\n') write(state, '\n')
}

const paragraph: Step = (state) => {
  if (state.cells > 0 || state.lists.length > 0) line(state)
  else write(state, '\n\n')
}

const space: Step = (state) => {
  state.blank = true
}

const heading =
  (level: number): Step =>
  (state) => {
    paragraph(state)
    write(state, `${'#'.repeat(level)} `)
    state.marked = true
  }

const openList =
  (isOrdered: boolean): Step =>
  (state) => {
    line(state)
    state.lists.push({ isOrdered, count: 0 })
  }

const closeList: Step = (state) => {
  state.lists.pop()
  paragraph(state)
}

const listItem: Step = (state) => {
  state.marked = false
  line(state)
  const list = state.lists.at(-1)
  if (list !== undefined) list.count += 1
  const mark = list?.isOrdered ? `${list.count}.` : '-'
  write(state, `${'  '.repeat(Math.max(0, state.lists.length - 1))}${mark} `)
  state.marked = true
}

const openCell: Step = (state) => {
  if (!state.isFirstCell && state.cells === 0) write(state, ' | ')
  state.isFirstCell = false
  state.cells += 1
}

const closeCell: Step = (state) => {
  state.cells -= 1
  state.blank = false
}

const openRow: Step = (state) => {
  line(state)
  if (state.cells === 0) state.isFirstCell = true
}

const opening: Readonly<Record<string, Step>> = {
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(5),
  h6: heading(6),
  p: line,
  div: line,
  blockquote: paragraph,
  pre: paragraph,
  table: paragraph,
  tr: openRow,
  th: openCell,
  td: openCell,
  ul: openList(false),
  ol: openList(true),
  li: listItem,
  'ac:task-list': openList(false),
  'ac:task': listItem,
  'ac:structured-macro': line,
  'ac:plain-text-body': line,
  br: line,
  hr: paragraph,
}

const closing: Readonly<Record<string, Step>> = {
  h1: paragraph,
  h2: paragraph,
  h3: paragraph,
  h4: paragraph,
  h5: paragraph,
  h6: paragraph,
  p: paragraph,
  div: line,
  blockquote: paragraph,
  pre: paragraph,
  table: paragraph,
  th: closeCell,
  td: closeCell,
  ul: closeList,
  ol: closeList,
  'ac:task-list': closeList,
  'ac:structured-macro': line,
  'ac:plain-text-body': line,
}
