/** A link of a record as an absolute address; null where there is none. */
export function absolute(base: string, link: string | null | undefined): string | null {
  if (link === null || link === undefined || link === '') return null
  if (/^https?:\/\//.test(link)) return link
  // Some links start with the context that the base already ends with.
  const path = link.startsWith('/wiki/') && base.endsWith('/wiki') ? link.slice('/wiki'.length) : link
  return `${base}${path.startsWith('/') ? '' : '/'}${path}`
}
