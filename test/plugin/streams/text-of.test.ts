import { describe, expect, it } from 'vitest'
import { textOf } from '../../../plugin/streams/rows/text-of.ts'
import { wordsIn } from '../../../plugin/streams/rows/words-in.ts'

const code = (body: string) =>
  `<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">js</ac:parameter><ac:plain-text-body><![CDATA[${body}]]></ac:plain-text-body></ac:structured-macro>`

describe('the text of a body', () => {
  it.each([
    ['paragraphs stand apart', '<p>one</p><p>two</p>', 'one\n\ntwo'],
    ['headings', '<h1>A &amp; B</h1><h3>C</h3><p>d</p>', '# A & B\n\n### C\n\nd'],
    ['inline marks keep their blanks', '<p>One <strong>bold</strong>&nbsp;word.</p>', 'One bold word.'],
    ['nothing is torn apart inside a word', '<p>un<em>believ</em>able</p>', 'unbelievable'],
    [
      'lists',
      '<ul><li><p>a</p></li><li>b<ol><li>c</li><li>d</li></ol></li></ul>',
      '- a\n- b\n  1. c\n  2. d',
    ],
    [
      'tables',
      '<table><tbody><tr><th><p>A</p></th><th>B</th></tr><tr><td><p>1</p><p>2</p></td><td>3</td></tr></tbody></table>',
      'A | B\n1 2 | 3',
    ],
    ['code as it is', code('if (a < b) {\n  go( )\n}'), 'if (a < b) {\n  go( )\n}'],
    [
      'links keep their text',
      '<p>see <ac:link><ri:page ri:content-title="X" /><ac:link-body>this</ac:link-body></ac:link></p>',
      'see this',
    ],
    [
      'tasks',
      '<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>do it</ac:task-body></ac:task></ac:task-list>',
      '- do it',
    ],
    [
      'an image says nothing',
      '<p>a<ac:image ac:height="9"><ri:attachment ri:filename="b.png" /></ac:image>c</p>',
      'ac',
    ],
    ['named entities', '<p>Malm&ouml; &ndash; 3&euro;</p>', 'Malmö – 3€'],
    ['broken markup', '<p>one<ul><li>two', 'one\n\n- two'],
    ['nothing', '', ''],
  ])('%s', (_, storage, expected) => {
    expect(textOf(storage)).toBe(expected)
  })

  it.each([
    ['', 0],
    ['one two', 2],
    ["it's a well-known fact", 4],
    ['يجب مراجعة هذه', 3],
    ['Zürich – Malmö', 2],
  ])('has words: %s', (text, words) => {
    expect(wordsIn(text)).toBe(words)
  })
})
