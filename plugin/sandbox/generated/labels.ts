import type { Kind, Label } from '../items.ts'
import { type Draw, drawFrom, pick } from '../random.ts'
import type { Source } from '../source.ts'
import { createdAtOf, idAt, indexOfId, type NumberedKind, perGroup, type Sizes } from './numbers.ts'
import { labelWords } from './words.ts'

const prefixes = ['global', 'global', 'my', 'global', 'team', 'global', 'system', 'global'] as const

export function labelSource(seed: number, sizes: Sizes): Source<Label> {
  const draw = drawFrom(seed, 'label')
  const at = (index: number): Label => ({
    kind: 'label',
    id: idAt('label', index),
    status: 'current',
    title:
      index < labelWords.length ? pick(labelWords, index) : `${pick(labelWords, draw(0, index))}-${index}`,
    prefix: pick(prefixes, index),
    createdAt: createdAtOf(draw, index),
    modifiedAt: createdAtOf(draw, index),
  })
  return { size: sizes.labels, at, indexOf: (id) => indexOfId('label', id, sizes.labels) }
}

/** Which content carries which label, both ways, as pure functions. */
export interface Labelling {
  labelsOf(kind: Kind, id: string): readonly string[]
  /** Undefined: any record may carry it. */
  nearLabel(kind: Kind, labelId: string): readonly number[] | undefined
}

type Labelled = 'page' | 'blogpost' | 'attachment'

// The first labels are on content all over the site; each other one lives in a few neighbouring groups.
const widespread = 5
const reach = [-2, -1, 0, 1, 2] as const

export function openLabelling(seed: number, sizes: Sizes): Labelling {
  const counts: Readonly<Record<Labelled, number>> = {
    page: sizes.pages,
    blogpost: sizes.blogPosts,
    attachment: sizes.attachments,
  }
  return {
    labelsOf(kind, id) {
      if (!isLabelled(kind)) return []
      const index = indexOfId(kind, id, counts[kind])
      const found =
        index < 0 ? [] : labelIndexes(drawFrom(seed, `label of ${kind}`), kind, index, sizes.labels)
      return found.map((label) => idAt('label', label))
    },
    nearLabel(kind, labelId) {
      const label = indexOfId('label', labelId, sizes.labels)
      if (!isLabelled(kind) || label < 0) return []
      return label < widespread ? undefined : neighbours(label, perGroup[kind], counts[kind], sizes.labels)
    },
  }
}

function isLabelled(kind: Kind): kind is Labelled & NumberedKind {
  return kind === 'page' || kind === 'blogpost' || kind === 'attachment'
}

function labelIndexes(draw: Draw, kind: Labelled, index: number, labels: number): readonly number[] {
  const group = Math.floor(index / perGroup[kind])
  const found = new Set<number>()
  for (let label = 0; label < widespread; label++) if (draw(label, index) % 30 === 0) found.add(label)
  for (const [place, distance] of reach.entries()) {
    const label = (group + distance + labels) % labels
    if (label >= widespread && draw(50 + place, index) % 6 === 0) found.add(label)
  }
  return [...found].sort((left, right) => left - right)
}

function neighbours(label: number, perGroupCount: number, count: number, labels: number): readonly number[] {
  const found = new Set<number>()
  const groups = Math.ceil(count / perGroupCount)
  for (const distance of reach) {
    for (let group = (label + distance + labels) % labels; group < groups; group += labels) {
      const end = Math.min((group + 1) * perGroupCount, count)
      for (let index = group * perGroupCount; index < end; index++) found.add(index)
    }
  }
  return [...found].sort((left, right) => left - right)
}
