import { expect, test } from 'vitest'
import { snakeCase } from '../../../src/catalog/snake-case.ts'

const names = {
  id: 'id',
  lastModifiedAt: 'last_modified_at',
  webUrl: 'web_url',
  HTMLBody: 'html_body',
  bodyHTML: 'body_html',
  pageURL2: 'page_url2',
  utf8Text: 'utf8_text',
  'x-request-id': 'x_request_id',
  'two  words': 'two_words',
  already_snake: 'already_snake',
  __dunder__: 'dunder',
  großeÜberschrift: 'große_überschrift',
  A: 'a',
}

test.each(Object.entries(names))('%s lands as %s', (field, column) => {
  expect(snakeCase(field)).toBe(column)
})

test.each(Object.values(names))('%s is not changed again', (column) => {
  expect(snakeCase(column)).toBe(column)
})
