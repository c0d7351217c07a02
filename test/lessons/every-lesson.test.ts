import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

// A test of this folder names its lesson at the end of its title, in brackets: words that stand in that lesson alone.
const lessonsFile = join(import.meta.dirname, '../../../shared/reference/lessons-from-peers.md')

const titleEnd = /\[([^\]\n]+)\]['"`],/g

const keys = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts') && file !== 'every-lesson.test.ts')
  .flatMap((file) => [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(titleEnd)])
  .map(([, key = '']) => key.replaceAll('\\', ''))

/** Each sentence of a bullet is a lesson, each number of a list, and each thing that we alone have. */
function lessonsIn(text: string): readonly string[] {
  return text.split(/^## /m).flatMap((section) => {
    const [title = '', ...lines] = section.split('\n')
    if (title.startsWith('Speed') || title.startsWith('#')) return []
    if (title.startsWith('What nobody')) return lines.join(' ').split(';')
    if (title.startsWith('Edge')) return lines.join(' ').split(/(?:^|\s)\d\.\s/)
    return lines.flatMap((line) => line.replace(/^- /, '').split(/(?<=\.)\s+(?=[A-Z`"])/))
  })
}

describe('the lessons of our peers', () => {
  it('are named by tests', () => expect(new Set(keys).size).toBeGreaterThan(50))

  it.skipIf(!existsSync(lessonsFile))('each have a test, where the list of them is at hand', () => {
    // A half sentence belongs to the one before.
    const lessons = lessonsIn(readFileSync(lessonsFile, 'utf8')).filter((lesson) => lesson.trim().length > 8)
    expect(lessons.length).toBeGreaterThan(50)
    expect(lessons.filter((lesson) => !keys.some((key) => lesson.includes(key)))).toEqual([])
    const holders = (key: string) => lessons.filter((lesson) => lesson.includes(key)).length
    expect(keys.filter((key) => holders(key) !== 1)).toEqual([])
  })
})
