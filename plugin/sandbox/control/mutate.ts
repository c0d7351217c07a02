import type { Attachment, BlogPost, Comment, Content, Items, Kind, Page, Version } from '../items.ts'
import type { Site } from '../site.ts'
import { type Apply, changed, changeEach, isLive, type Workshop } from './applying.ts'
import { createItem, newAttachment, newComment } from './creation.ts'
import { applyLabel } from './labelling.ts'
import type { Changed, Operation, OperationName } from './operations.ts'
import { type Picker, refuseOperation } from './picking.ts'
import { applyPurge } from './purging.ts'

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
