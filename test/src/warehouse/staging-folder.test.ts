import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeStagingFolder } from '../../../src/warehouse/staging-folder.ts'

let parent = ''
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'staging-folder-'))
})
afterEach(() => rm(parent, { recursive: true }))

/** A folder with a file in it, last written to so many hours ago. */
async function leftBehind(name: string, hours: number): Promise<string> {
  await mkdir(join(parent, name))
  await writeFile(join(parent, name, 'pages.ndjson'), '{}\n')
  const then = new Date(Date.now() - hours * 60 * 60 * 1000)
  await utimes(join(parent, name), then, then)
  return name
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

test('what killed processes left is removed after a day, and nothing else', async () => {
  const dead = await deadProcess()
  await leftBehind(`confluence-sync-${dead}-oldOne`, 25)
  const kept = await Promise.all([
    leftBehind(`confluence-sync-${dead}-recent`, 23),
    leftBehind(`confluence-sync-${process.pid}-mineIs`, 25),
    leftBehind(`confluence-sync-${process.ppid}-alive1`, 25),
    leftBehind(`confluence-sync-${dead}-others.txt`, 25),
    leftBehind('confluence-sync-notANumber', 25),
    leftBehind(`notes-${dead}-oldOne`, 25),
  ])
  const target = await leftBehind('elsewhere', 25)
  const link = `confluence-sync-${dead}-linked`
  await symlink(join(parent, target), join(parent, link))
  const made = await makeStagingFolder(parent)
  expect(basename(made)).toMatch(new RegExp(`^confluence-sync-${process.pid}-\\w{6}$`))
  expect((await readdir(parent)).sort()).toEqual([...kept, target, link, basename(made)].sort())
  expect(await readdir(join(parent, target))).toEqual(['pages.ndjson'])
})

test('a folder that is not there is told', async () => {
  const missing = { kind: 'config', code: 'folder_missing' }
  await expect(makeStagingFolder(join(parent, 'none'))).rejects.toMatchObject(missing)
})
