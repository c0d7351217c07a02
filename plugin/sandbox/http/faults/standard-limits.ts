// What a listing gives where the request says no limit; the first that fits counts. Undefined: no listing.
const standards: readonly (readonly [path: RegExp, limit: number | undefined])[] = [
  [/\/(att)?\d+$|\/api\/user(\/current|\/bulk)?$|\/users-bulk$/, undefined],
  [/\/labels\/\d+\/attachments$/, 25],
  [/\/attachments$/, 50],
  [/\/group$|\/membersByGroupId$/, 200],
]

/** The limit of a listing, said or by default; undefined: the request is for no listing. */
export function limitOf(path: string, query: URLSearchParams): number | undefined {
  const standard = standards.find(([shape]) => shape.test(path)) ?? [undefined, 25]
  const [, limit] = standard
  return limit === undefined ? undefined : Number(query.get('limit') ?? limit)
}
