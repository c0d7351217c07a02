import { ancestorsOf, type Found, homeOf } from '../cql/fields.ts'
import type { Label, Page, Space, Version } from '../items.ts'
import type { SiteView } from '../site.ts'
import { contentLink, isoTime } from '../v2/render.ts'
import { renderUser } from './users.ts'

/** Keys of the `expand` parameter that are honoured; others are ignored, as on a real site. */
export type Expansions = ReadonlySet<string>

type Expander = (site: SiteView, item: Found, origin: string, expansions: Expansions) => unknown

// One row per expandable key of a content record.
const expanders: Readonly<Record<string, Expander>> = {
  space: (site, item, origin) => {
    const home = homeOf(site, item)
    const space = home && site.shelves.space.get(home.spaceId)
    return space && renderSpace(space, origin)
  },
  version: (site, item, origin) => renderVersion(site, item.id, item.version, origin),
  history: renderHistory,
  ancestors: renderAncestors,
  container: (site, item, origin) => renderContainer(site, item, origin),
}

const none: Expansions = new Set()

/** A page, blog post, comment or attachment as the v1 API gives it. */
export function renderContent(site: SiteView, item: Found, origin: string, expansions: Expansions): object {
  const wanted = Object.entries(expanders).filter(([name]) =>
    [...expansions].some((key) => key.split('.')[0] === name),
  )
  const expanded = wanted.map(([name, expand]) => [name, expand(site, item, origin, expansions)])
  const rest = Object.keys(expanders).filter((name) => !wanted.some(([key]) => key === name))
  const metadata = metadataOf(site, item, expansions)
  return {
    ...{ id: item.id, type: item.kind, status: item.status, title: item.title },
    ...Object.fromEntries(expanded),
    ...bodyOf(item, expansions),
    ...(metadata === undefined ? {} : { metadata }),
    macroRenderedOutput: {},
    extensions: extensionsOf(item),
    _expandable: Object.fromEntries(
      rest.map((name) => [name, name === 'history' ? `/rest/api/content/${item.id}/history` : '']),
    ),
    _links: {
      webui: contentLink(site, item.kind, item.id),
      self: `${origin}/wiki/rest/api/content/${item.id}`,
      tinyui: `/x/${item.id}`,
    },
  }
}

// Root first. Above the topmost page there may be something that is no page, such as a folder.
function renderAncestors(site: SiteView, item: Found, origin: string): readonly object[] {
  const pages = ancestorsOf(site, item)
  const top = pages[0] ?? item
  const above = top.kind === 'page' && top.parentId !== null && top.parentType !== 'page'
  const folder = above ? [{ id: top.parentId, type: top.parentType, status: 'current', title: '' }] : []
  return [...folder, ...pages.map((page) => renderContent(site, page, origin, none))]
}

export function renderSpace(space: Space, origin: string) {
  const { id, key, alias, title, type, status } = space
  return {
    // A number here and a text in v2.
    id: Number(id),
    ...{ key, alias, name: title, type, status },
    _expandable: { settings: `/rest/api/space/${key}/settings`, metadata: '', description: '', homepage: '' },
    _links: { webui: `/spaces/${key}`, self: `${origin}/wiki/rest/api/space/${key}` },
  }
}

function renderVersion(site: SiteView, id: string, version: Version, origin: string) {
  const { number, message, minorEdit, authorId } = version
  const when = isoTime(version.at)
  return {
    by: renderUser(site, authorId, origin),
    ...{ when, friendlyWhen: when.slice(0, 10), message, number, minorEdit },
    contentTypeModified: false,
    _expandable: { collaborators: '', content: `/rest/api/content/${id}` },
    _links: { self: `${origin}/wiki/rest/api/content/${id}/version/${number}` },
  }
}

function renderHistory(site: SiteView, item: Found, origin: string, expansions: Expansions) {
  const isFull = expansions.has('history.lastUpdated')
  return {
    latest: true,
    createdBy: renderUser(site, item.authorId, origin),
    createdDate: isoTime(item.createdAt),
    ...(isFull ? { lastUpdated: renderVersion(site, item.id, item.version, origin) } : {}),
    ...ownersOf(site, item, origin, expansions),
    _expandable: {
      ...(isFull ? {} : { lastUpdated: '' }),
      previousVersion: '',
      contributors: '',
      nextVersion: '',
    },
    _links: { self: `${origin}/wiki/rest/api/content/${item.id}/history` },
  }
}

function ownersOf(site: SiteView, item: Found, origin: string, expansions: Expansions) {
  if (item.kind !== 'page') return {}
  const owners = { ownedBy: item.ownerId, lastOwnedBy: item.lastOwnerId }
  const wanted = Object.entries(owners).filter(([name]) => expansions.has(`history.${name}`))
  return Object.fromEntries(wanted.map(([name, id]) => [name, id && renderUser(site, id, origin)]))
}

// A page's container is its space; a comment's what it was written on, a reply's too.
function renderContainer(site: SiteView, item: Found, origin: string): object | undefined {
  if (!('container' in item)) {
    const space = site.shelves.space.get(item.spaceId)
    return space && renderSpace(space, origin)
  }
  const container = site.shelves[item.container.kind].get(item.container.id)
  return container && renderContent(site, container, origin, none)
}

const bodyFormats = ['storage', 'view', 'export_view', 'styled_view', 'atlas_doc_format']

function bodyOf(item: Found, expansions: Expansions) {
  const formats = bodyFormats.filter((format) => expansions.has(`body.${format}`))
  if (formats.length === 0) return {}
  const one = (representation: string) => ({ value: item.body(), representation, embeddedContent: [] })
  return { body: { ...Object.fromEntries(formats.map((format) => [format, one(format)])), _expandable: {} } }
}

function metadataOf(site: SiteView, item: Found, expansions: Expansions) {
  const media = item.kind === 'attachment' ? { mediaType: item.mediaType, comment: item.comment } : undefined
  if (!expansions.has('metadata.labels')) return media
  const labels = site.labelsOf(item.kind, item.id).map((id) => site.shelves.label.get(id))
  const results = labels.filter((label) => label !== undefined).map(renderLabel)
  return { ...media, labels: { results, start: 0, limit: 200, size: results.length } }
}

function renderLabel(label: Label) {
  return { prefix: label.prefix, name: label.title, id: label.id, label: label.title }
}

function extensionsOf(item: Found) {
  if (item.kind === 'page') return pageExtensions(item)
  if (item.kind === 'attachment') {
    return { mediaType: item.mediaType, fileSize: item.fileSize, fileId: item.fileId, comment: item.comment }
  }
  if (item.kind !== 'comment') return {}
  const resolution = { status: item.resolution ?? 'open' }
  const location = item.location === 'inline' && item.resolution === 'resolved' ? 'resolved' : item.location
  if (item.location === 'footer') return { location, resolution }
  return {
    location,
    resolution,
    inlineProperties: { markerRef: item.marker, originalSelection: item.selection },
  }
}

function pageExtensions(page: Page) {
  return page.position === null ? {} : { position: page.position }
}
