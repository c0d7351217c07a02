import type { History } from './history.ts'
import type { Item } from './items.ts'
import { layerOf } from './layer.ts'
import type { Records, Shelf } from './shelf.ts'
import { isOpen, type Site, type SiteView } from './site.ts'

/** The site as its search index knows it: as it was so long ago as the settings say, for a day at most. */
export function lagBehind(site: Site): SiteView {
  const { settings } = site
  const instant = () =>
    settings.indexLagMs === 0 ? Number.POSITIVE_INFINITY : site.now() - settings.indexLagMs
  const shelves = laggedShelves(site, instant)
  const histories: readonly History<unknown>[] = [
    site.labelHistory,
    ...Object.values(site.shelves).map(({ history }) => history),
  ]
  return {
    content: site.content,
    shelves,
    settings,
    now: () => site.now(),
    isOpen: (container) => isOpen(shelves, container),
    labelsOf: (kind, id) =>
      site.labelHistory.formsAt(instant()).get(`${kind} ${id}`) ?? site.labelsOf(kind, id),
    relabelled: (kind) => site.relabelled(kind),
    get revision() {
      return histories.reduce((sum, history) => sum + history.positionAt(instant()), site.revision)
    },
  }
}

function laggedShelves({ shelves }: Site, instant: () => number): SiteView['shelves'] {
  return {
    page: lagged(shelves.page, instant),
    blogpost: lagged(shelves.blogpost, instant),
    comment: lagged(shelves.comment, instant),
    attachment: lagged(shelves.attachment, instant),
    space: lagged(shelves.space, instant),
    label: lagged(shelves.label, instant),
    user: lagged(shelves.user, instant),
  }
}

function lagged<One extends Item>(shelf: Shelf<One>, instant: () => number): Records<One> {
  let layer = layerOf(shelf.history.formsAt(instant()))
  const current = () => {
    const forms = shelf.history.formsAt(instant())
    if (forms !== layer.forms) layer = layerOf(forms)
    return layer
  }
  return {
    source: shelf.source,
    get size() {
      return shelf.size
    },
    get revision() {
      return shelf.revision + shelf.history.positionAt(instant())
    },
    get(id) {
      const { forms } = current()
      return forms.has(id) ? forms.get(id) : shelf.get(id)
    },
    walk(walk) {
      const { forms } = current()
      return forms.size === 0 ? shelf.walk(walk) : layer.walk(without(shelf.walk(walk), forms), walk)
    },
  }
}

function* without<One extends Item>(
  items: Iterable<One>,
  forms: ReadonlyMap<string, unknown>,
): Generator<One> {
  for (const item of items) if (!forms.has(item.id)) yield item
}
