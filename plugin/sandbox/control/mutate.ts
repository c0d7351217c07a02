import type { Attachment, BlogPost, Comment, Content, Item, Items, Kind, Page, Version } from '../items.ts'
import type { Shelf } from '../shelf.ts'
import type { Site } from '../site.ts'
import { createItem, newAttachment, newComment } from './creation.ts'
import type { Changed, Operation, OperationName } from './operations.ts'
import { type Picker, refuseOperation } from './picking.ts'

interface Workshop {
  readonly site: Site
  readonly pick: Picker
}

type Apply = (workshop: Workshop, operation: Operation) => readonly Changed[]

/** Applies every operation or, when one is refused, none. */
export function mutate(site: Site, pick: Picker, operations: readonly Operation[]): readonly Changed[] {
  const takeBack = site.checkpoint()
  try {
    return operations.flatMap((operation) => appliers[operation.op]({ site, pick }, operation))
  } catch (error) {
    takeBack()
    throw error
  }
}

const appliers: Readonly<Record<OperationName, Apply>> = {
  edit: applyEdit,
  create: ({ site }, operation) =>
    Array.from({ length: operation.count ?? 1 }, () => changed(operation, createItem(site, operation))),
  trash: (workshop, operation) => setStatus(workshop, operation, ['current', 'archived'], 'trashed'),
  restore: (workshop, operation) => setStatus(workshop, operation, ['trashed', 'archived'], 'current'),
  archive: (workshop, operation) => setStatus(workshop, operation, ['current'], 'archived'),
  purge: applyPurge,
  move: applyMove,
  label: applyLabel,
  unlabel: applyLabel,
  comment: applyComment,
  attach: applyAttach,
}

function changed(operation: Operation, item: Item): Changed {
  const versionNumber = 'version' in item ? item.version.number : null
  return { op: operation.op, type: item.kind, id: item.id, versionNumber, status: item.status }
}

function isLive(site: Site, item: Item): boolean {
  const isThere = !['trashed', 'deleted'].includes(item.status)
  return isThere && ('container' in item ? site.isOpen(item.container) : true)
}

function applyEdit({ site, pick }: Workshop, operation: Operation): readonly Changed[] {
  const editors: { readonly [K in Kind]: (item: Items[K]) => Items[K] } = {
    page: (item) => edited<Page>(site, item, operation),
    blogpost: (item) => edited<BlogPost>(site, item, operation),
    comment: (item) => edited<Comment>(site, item, operation),
    attachment: (item) => edited<Attachment>(site, item, operation),
    space: (item) => ({ ...item, title: operation.title ?? `${item.title} ✏️` }),
    label: (item) => ({ ...item, title: operation.title ?? `${item.title}-x` }),
    user: (item) => ({ ...item, title: operation.title ?? `${item.title} ✏️` }),
  }
  const change = <K extends Kind>(kind: K) =>
    changeEach<Items[K]>(site.shelves[kind], pick, operation, (item) => isLive(site, item), editors[kind])
  return change(operation.type)
}

function changeEach<One extends Item>(
  shelf: Shelf<One>,
  pick: Picker,
  operation: Operation,
  suits: (item: One) => boolean,
  change: (item: One) => One,
): readonly Changed[] {
  return pick(shelf, operation, suits).map((item) => {
    const next = change(item)
    shelf.put(next)
    return changed(operation, next)
  })
}

function edited<One extends Content>(site: Site, item: One, operation: Operation): One {
  const number = item.version.number + 1
  const { minorEdit = false } = operation
  const version: Version = { number, at: site.now(), message: '', minorEdit, authorId: site.content.callerId }
  const body = operation.body ?? `<p>Edited, version ${number}.</p>${item.body()}`
  const versions = () => [...item.versions(), version]
  return {
    ...item,
    title: operation.title ?? item.title,
    version,
    modifiedAt: version.at,
    body: () => body,
    versions,
  }
}

const withStatus: readonly Kind[] = ['page', 'blogpost', 'attachment', 'space']

// A change of status is no new version.
function setStatus({ site, pick }: Workshop, operation: Operation, from: readonly string[], to: string) {
  const isWrong =
    operation.type === 'space' ? to === 'trashed' : operation.type !== 'page' && to === 'archived'
  if (!withStatus.includes(operation.type) || isWrong) {
    throw refuseOperation(`'${operation.op}' does not suit a ${operation.type}; purge it instead.`)
  }
  const change = <K extends Kind>(kind: K) =>
    changeEach<Items[K]>(
      site.shelves[kind],
      pick,
      operation,
      (item) => from.includes(item.status),
      (item) => ({ ...item, status: to }),
    )
  return change(operation.type)
}

function applyPurge({ site, pick }: Workshop, operation: Operation): readonly Changed[] {
  const purge = <K extends Kind>(kind: K): readonly Changed[] => {
    const shelf: Shelf<Items[K]> = site.shelves[kind]
    const picked = pick(shelf, operation, (item) => suitsPurge(site, item, operation))
    return picked.flatMap((item) =>
      [item, ...belongings(site, item)].map((gone) => purgeOne(site, operation, gone)),
    )
  }
  return purge(operation.type)
}

// Picked by chance, only what nothing else hangs on goes.
function suitsPurge(site: Site, item: Item, operation: Operation): boolean {
  if (operation.id !== undefined) return true
  if (item.kind === 'user' && item.id === site.content.callerId) return false
  return isLive(site, item) && (item.kind !== 'comment' || belongings(site, item).length === 0)
}

function purgeOne(site: Site, operation: Operation, item: Item): Changed {
  site.shelves[item.kind].remove(item.id)
  return { ...changed(operation, item), status: 'purged' }
}

/** What goes when this goes: the replies of a comment, the pages and blog posts of a space. */
function belongings(site: Site, item: Item): readonly Item[] {
  const { comment, page, blogpost } = site.shelves
  if (item.kind === 'comment') {
    const near = site.content.nearContainer('comment', item.id)
    const replies = [...comment.walk({ order: 'id', near })].filter(
      (reply) => reply.parentCommentId === item.id,
    )
    return replies.flatMap((reply) => [reply, ...belongings(site, reply)])
  }
  if (item.kind !== 'space') return []
  const pages = page.walk({ order: 'id', near: site.content.nearSpace('page', item.id) })
  const posts = blogpost.walk({ order: 'id', near: site.content.nearSpace('blogpost', item.id) })
  return [...pages, ...posts].filter((content) => content.spaceId === item.id)
}

function applyMove({ site, pick }: Workshop, operation: Operation): readonly Changed[] {
  if (operation.type !== 'page') throw refuseOperation(`Only a page can be moved, not a ${operation.type}.`)
  const { spaceId } = operation
  if (spaceId !== undefined && site.shelves.space.get(spaceId) === undefined) {
    throw refuseOperation(`There is no space with the id '${spaceId}'; ask the truth for one.`)
  }
  const target = (page: Page) => spaceId ?? otherSpace(site, page)
  const suits = (page: Page) => isLive(site, page) && page.spaceId !== spaceId
  return changeEach(site.shelves.page, pick, operation, suits, (page) => ({
    ...page,
    spaceId: target(page),
    parentId: null,
    parentType: null,
  }))
}

function otherSpace(site: Site, page: Page): string {
  for (const space of site.shelves.space.walk({ order: 'id' })) {
    if (space.id !== page.spaceId && space.status === 'current') return space.id
  }
  throw refuseOperation('There is no other space to move to; create one first.')
}

const labelled: readonly Kind[] = ['page', 'blogpost', 'attachment']

function applyLabel({ site, pick }: Workshop, operation: Operation): readonly Changed[] {
  const { type, op } = operation
  if (!labelled.includes(type))
    throw refuseOperation(`A ${type} carries no labels; label a page, blogpost or attachment.`)
  const made: Changed[] = []
  const wanted = labelNamed(site, operation, made)
  const isSuited = (item: Item) => {
    const carried = site.labelsOf(type, item.id)
    if (op === 'label') return isLive(site, item) && (wanted === undefined || !carried.includes(wanted))
    return isLive(site, item) && (wanted === undefined ? carried.length > 0 : carried.includes(wanted))
  }
  const changes = pick<Item>(site.shelves[type], operation, isSuited).map((item) => {
    site.relabel(type, item.id, relabelled(site, op, site.labelsOf(type, item.id), wanted))
    return changed(operation, item)
  })
  return [...made, ...changes]
}

function relabelled(
  site: Site,
  op: string,
  carried: readonly string[],
  wanted: string | undefined,
): readonly string[] {
  if (op === 'unlabel') return carried.filter((id) => id !== (wanted ?? carried[0]))
  if (wanted !== undefined) return [...carried, wanted]
  for (const label of site.shelves.label.walk({ order: 'id' }))
    if (!carried.includes(label.id)) return [...carried, label.id]
  return carried
}

function labelNamed(site: Site, operation: Operation, made: Changed[]): string | undefined {
  if (operation.label === undefined) return undefined
  for (const label of site.shelves.label.walk({ order: 'id' }))
    if (label.title === operation.label) return label.id
  const label = createItem(site, { op: 'create', type: 'label', title: operation.label })
  made.push({ ...changed(operation, label), op: 'create' })
  return label.id
}

function applyComment({ site, pick }: Workshop, operation: Operation): readonly Changed[] {
  const { type } = operation
  if (type === 'space' || type === 'label' || type === 'user')
    throw refuseOperation(`Nobody can comment on a ${type}.`)
  const targets = pick<Items[typeof type]>(site.shelves[type], operation, (item) => isLive(site, item))
  return targets.map((target) => changed(operation, newComment(site, target, operation)))
}

function applyAttach({ site, pick }: Workshop, operation: Operation): readonly Changed[] {
  const { type } = operation
  if (type !== 'page' && type !== 'blogpost') throw refuseOperation(`Nothing can be attached to a ${type}.`)
  const targets = pick<Items[typeof type]>(site.shelves[type], operation, (item) => isLive(site, item))
  return targets.map((target) => changed(operation, newAttachment(site, target, operation)))
}
