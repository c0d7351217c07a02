import { type Draw, fraction, pick } from '../random.ts'
import { nouns, sentences } from './words.ts'

/** Storage format of a page or a blog post: mostly a few kilobytes, sometimes empty, up to about 20 kB. */
export function longBody(draw: Draw, index: number): string {
  if (draw(201, index) % 50 === 0) return ''
  const count = 1 + Math.floor(fraction(draw(202, index)) ** 2.2 * 52)
  return blocksOf(draw, index, count)
}

/** A body of about 300 kB, such as an imported report. */
export function hugeBody(draw: Draw, index: number): string {
  return blocksOf(draw, index, 1000)
}

/** A comment: a paragraph or two, now and then a list, now and then nothing. */
export function shortBody(draw: Draw, index: number): string {
  if (draw(203, index) % 60 === 0) return ''
  const sentence = pick(sentences, draw(204, index))
  if (draw(205, index) % 5 === 0) return `<ul><li><p>${sentence}</p></li><li><p>+1 👍</p></li></ul>`
  return `<p>${sentence}</p>`
}

function blocksOf(draw: Draw, index: number, count: number): string {
  let body = `<p>${pick(nouns, draw(206, index))} ${index}.</p>`
  const start = draw(207, index)
  const step = 1 + (draw(208, index) % 40)
  for (let place = 0; place < count; place++) body += blocks[(start + place * step) % blocks.length]
  return body
}

// Made once: a body is a walk through them, which costs a few concatenations.
const blocks: readonly string[] = Array.from({ length: 97 }, (_, index) => blockAt(index))

function blockAt(index: number): string {
  const makers = [
    heading,
    paragraph,
    list,
    table,
    code,
    paragraph,
    panel,
    tasks,
    paragraph,
    link,
    rightToLeft,
  ] as const
  return pick(makers, index)(index)
}

function text(index: number): string {
  return `${pick(sentences, index)} ${pick(sentences, index * 7 + 3)}`
}

function heading(index: number): string {
  return `<h${(index % 3) + 1}>${pick(nouns, index)} ${index} ✨</h${(index % 3) + 1}>`
}

function paragraph(index: number): string {
  return `<p>${text(index)} <strong>${pick(nouns, index + 5)}</strong> <em>${pick(sentences, index + 1)}</em></p>`
}

function list(index: number): string {
  const items = [0, 1, 2].map((place) => `<li><p>${pick(sentences, index + place)}</p></li>`)
  return `<ul>${items.join('')}<li><p>${pick(nouns, index)}</p><ol><li><p>1 &times; 2</p></li></ol></li></ul>`
}

function table(index: number): string {
  const row = (place: number) =>
    `<tr><td><p>${pick(nouns, index + place)}</p></td><td><p>${index * place}</p></td></tr>`
  return `<table data-layout="default"><tbody><tr><th><p>Name</p></th><th><p>Count</p></th></tr>${row(1)}${row(2)}${row(3)}</tbody></table>`
}

function code(index: number): string {
  return (
    '<ac:structured-macro ac:name="code" ac:schema-version="1"><ac:parameter ac:name="language">js</ac:parameter>' +
    `<ac:plain-text-body><![CDATA[if (a < ${index} && b > 0) {\n  print("<p>not markup</p>")\n}]]></ac:plain-text-body></ac:structured-macro>`
  )
}

function panel(index: number): string {
  return `<ac:structured-macro ac:name="info"><ac:rich-text-body><p>${text(index)}</p></ac:rich-text-body></ac:structured-macro>`
}

function tasks(index: number): string {
  return `<ac:task-list><ac:task><ac:task-id>${index}</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>${pick(sentences, index)}</ac:task-body></ac:task></ac:task-list>`
}

function link(index: number): string {
  return `<p><ac:link><ri:page ri:content-title="${pick(nouns, index)}" /></ac:link> <a href="https://example.invalid/?a=1&amp;b=${index}">more</a><br /><time datetime="2026-05-12" /></p>`
}

function rightToLeft(index: number): string {
  return `<p dir="rtl">مرحبا بالعالم ${index} – שלום עולם</p><hr />`
}
