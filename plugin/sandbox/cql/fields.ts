import type { HTTPException } from 'hono/http-exception'
import { refuseCql } from '../http/errors.ts'
import type { Attachment, BlogPost, Comment, Page } from '../items.ts'
import type { SiteView } from '../site.ts'
import { momentOf } from './dates.ts'
import type { Value } from './parse.ts'

/** What CQL finds. */
export type Found = Page | BlogPost | Comment | Attachment

/** Says of a record whether the clause holds. */
export type Test = (item: Found) => boolean

/** Makes the test of one clause. Throws HTTPException 400 where the operator or the value does not suit the field. */
export type FieldReader = (site: SiteView, operator: string, values: readonly Value[]) => Test

/** https://developer.atlassian.com/cloud/confluence/cql-fields/ */
export const fields: Readonly<Record<string, FieldReader>> = {
  type: equality((_, item) => [item.kind]),
  space: equality((site, item) => [spaceKeyOf(site, item)]),
  'space.key': equality((site, item) => [spaceKeyOf(site, item)]),
  id: equality((_, item) => [item.id, item.id.replace(/^att/, '')]),
  content: equality((_, item) => [item.id, item.id.replace(/^att/, '')]),
  container: equality((_, item) => ('container' in item ? [item.container.id] : [])),
  label: equality((site, item) => labelNames(site, item)),
  creator: equality((_, item) => [item.authorId]),
  contributor: equality((_, item) => item.versions().map((version) => version.authorId)),
  parent: equality((_, item) => (item.kind === 'page' && item.parentId !== null ? [item.parentId] : [])),
  ancestor: equality((site, item) => ancestorsOf(site, item).map((page) => page.id)),
  title: text((item) => item.title, true),
  text: text((item) => `${item.title} ${item.body()}`, false),
  created: time((item) => item.createdAt),
  lastmodified: time((item) => item.modifiedAt),
}

/** Root first. */
export function ancestorsOf(site: SiteView, item: Found): readonly Page[] {
  const found: Page[] = []
  let parentId = item.kind === 'page' ? item.parentId : null
  while (parentId !== null) {
    const page = site.shelves.page.get(parentId)
    if (page === undefined || found.includes(page)) break
    found.unshift(page)
    parentId = page.parentId
  }
  return found
}

/** The page or blog post that a record is on; itself, where it is one. */
export function homeOf(site: SiteView, item: Found): Page | BlogPost | undefined {
  if (item.kind === 'page' || item.kind === 'blogpost') return item
  const { kind, id } = item.container
  if (kind !== 'attachment') return site.shelves[kind].get(id)
  const attachment = site.shelves.attachment.get(id)
  return attachment && homeOf(site, attachment)
}

export function spaceKeyOf(site: SiteView, item: Found): string {
  const home = homeOf(site, item)
  return (home && site.shelves.space.get(home.spaceId)?.key) ?? ''
}

function labelNames(site: SiteView, item: Found): readonly string[] {
  const names = site.labelsOf(item.kind, item.id).map((id) => site.shelves.label.get(id)?.title)
  return names.filter((name) => name !== undefined)
}

function equality(valuesOf: (site: SiteView, item: Found) => readonly string[]): FieldReader {
  return (site, operator, values) => {
    allow(operator, ['=', '!=', 'in', 'not in'])
    const wanted = new Set(values.map((value) => literalOf(site, value).toLowerCase()))
    const isNegated = operator === '!=' || operator === 'not in'
    return (item) => valuesOf(site, item).some((value) => wanted.has(value.toLowerCase())) !== isNegated
  }
}

function literalOf(site: SiteView, value: Value): string {
  if (value.call === undefined) return value.text
  if (value.call === 'currentuser') return site.content.callerId
  throw refuseCql(`No function exists with the name: '${value.call}'`)
}

function text(textOf: (item: Found) => string, isWhole: boolean): FieldReader {
  return (site, operator, values) => {
    allow(operator, isWhole ? ['=', '!=', '~', '!~', 'in', 'not in'] : ['~', '!~'])
    if (!operator.endsWith('~')) return equality((_, item) => [textOf(item)])(site, operator, values)
    const words = (values[0]?.text ?? '')
      .toLowerCase()
      .split(/\s+/)
      .map((word) => word.replace(/\*$/, ''))
    const holds: Test = (item) => {
      const whole = textOf(item).toLowerCase()
      return words.every((word) => whole.includes(word))
    }
    return operator === '~' ? holds : (item) => !holds(item)
  }
}

// Stamps have milliseconds, literals have minutes: the minute is all that is compared.
function time(stampOf: (item: Found) => number): FieldReader {
  return (site, operator, values) => {
    const [value] = values
    if (value === undefined) throw refuseCql('Could not parse cql : a date is missing')
    const { start, end, dayEnd = end } = momentOf(value, site.settings.timeZone, site.now())
    const tests: Readonly<Record<string, (stamp: number) => boolean>> = {
      '=': (stamp) => stamp >= start && stamp < dayEnd,
      '!=': (stamp) => stamp < start || stamp >= dayEnd,
      '>': (stamp) => stamp >= end,
      '>=': (stamp) => stamp >= start,
      '<': (stamp) => stamp < start,
      '<=': (stamp) => stamp < end,
    }
    const test = tests[operator]
    if (test === undefined) throw refusedOperator(operator)
    return (item) => test(stampOf(item))
  }
}

function allow(operator: string, operators: readonly string[]): void {
  if (!operators.includes(operator)) throw refusedOperator(operator)
}

function refusedOperator(operator: string): HTTPException {
  return refuseCql(`Could not parse cql : the operator '${operator}' is not supported by this field`)
}
