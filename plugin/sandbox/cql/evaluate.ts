import { refuseCql } from '../http/errors.ts'
import type { SiteView } from '../site.ts'
import { momentOf } from './dates.ts'
import { type Found, fields, type Test } from './fields.ts'
import type { Clause, Expression, Query } from './parse.ts'

/** The test that a CQL expression stands for. Throws HTTPException 400 for unknown fields and unsuitable values. */
export function testOf(site: SiteView, where: Expression | undefined): Test {
  if (where === undefined) return () => true
  if (where.is === 'clause') return clauseTest(site, where)
  if (where.is === 'not') {
    const test = testOf(site, where.part)
    return (item) => !test(item)
  }
  const tests = where.parts.map((part) => testOf(site, part))
  if (where.is === 'and') return (item) => tests.every((test) => test(item))
  return (item) => tests.some((test) => test(item))
}

function clauseTest(site: SiteView, clause: Clause): Test {
  const reader = Object.hasOwn(fields, clause.field) ? fields[clause.field] : undefined
  if (reader === undefined) throw refuseCql(`No field exists with the name: '${clause.field}'`)
  return reader(site, clause.operator, clause.values)
}

export const searchable = ['page', 'blogpost', 'comment', 'attachment'] as const

/** Where a search need not look, from what must hold in any case; the test is made all the same. */
export interface Hints {
  readonly kinds: readonly Found['kind'][]
  readonly ids?: readonly string[]
  /** Keys. */
  readonly spaces?: readonly string[]
  readonly container?: string
  /** Bounds of the time that the first sort key is about, in epoch milliseconds. */
  readonly from?: number
}

export function hintsOf(site: SiteView, query: Query): Hints {
  const required =
    query.where === undefined ? [] : query.where.is === 'and' ? query.where.parts : [query.where]
  const clauses = required.filter((part) => part.is === 'clause')
  const equals = (...names: string[]) => {
    const clause = clauses.find((part) => names.includes(part.field) && ['=', 'in'].includes(part.operator))
    return clause?.values.some((value) => value.call !== undefined)
      ? undefined
      : clause?.values.map(({ text }) => text)
  }
  const kinds = equals('type')?.map((kind) => kind.toLowerCase())
  const [ids, spaces, container] = [
    equals('id', 'content'),
    equals('space', 'space.key'),
    equals('container'),
  ]
  const from = lowerBound(site, clauses, query.orderBy[0]?.field)
  return {
    kinds: searchable.filter((kind) => kinds === undefined || kinds.includes(kind)),
    ...(ids === undefined ? {} : { ids }),
    ...(spaces === undefined ? {} : { spaces }),
    ...(container?.length === 1 && container[0] !== undefined ? { container: container[0] } : {}),
    ...(from === undefined ? {} : { from }),
  }
}

function lowerBound(
  site: SiteView,
  clauses: readonly Clause[],
  field: string | undefined,
): number | undefined {
  const isTime = field === 'lastmodified' || field === 'created'
  const bounds = clauses
    .filter((clause) => isTime && clause.field === field && ['>', '>='].includes(clause.operator))
    .flatMap(({ values }) => values.map((value) => momentOf(value, site.settings.timeZone, site.now()).start))
  return bounds.length === 0 ? undefined : Math.max(...bounds)
}
