import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBooks } from '../../../src/store/books.ts'
import { openStore } from '../../../src/store/database.ts'
import { openHome } from '../../../src/store/home.ts'
import { newestVersion } from '../../../src/store/migrations.ts'
import { openVault } from '../../../src/store/vault.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const version = 'select user_version as version from pragma_user_version'

describe('the store', () => {
  it('is made, and found again as it was left', () => {
    const path = join(folder, 'store.sqlite')
    using first = openBooks(path)
    first.facts.set('a', 'b')
    using second = openBooks(path)
    expect(second.facts.get('a')).toBe('b')
    using plain = openStore(path)
    expect(plain.get(version)).toMatchObject({ version: newestVersion })
    expect(plain.get('select journal_mode from pragma_journal_mode')).toMatchObject({ journal_mode: 'wal' })
  })

  it('is whole in its one file once it is closed', async () => {
    const path = join(folder, 'store.sqlite')
    {
      using books = openBooks(path)
      books.facts.set('a', 'b')
    }
    await copyFile(path, join(folder, 'copy.sqlite'))
    using copy = openBooks(join(folder, 'copy.sqlite'))
    expect(copy.facts.get('a')).toBe('b')
  })

  it('brings what an older version made up to date, and keeps what is in it', () => {
    const path = join(folder, 'store.sqlite')
    const indexes = "select name from sqlite_master where name = 'runs_of_sync_by_status'"
    {
      using old = openStore(path)
      old.run('drop index runs_of_sync_by_status')
      old.run('pragma user_version = 1')
      old.run("insert into facts (name, value) values ('a', 'b')")
    }
    using books = openBooks(path)
    expect(books.facts.get('a')).toBe('b')
    using store = openStore(path)
    expect(store.get(version)).toMatchObject({ version: newestVersion })
    expect(store.all(indexes)).toHaveLength(1)
  })

  it('refuses what a newer version made, and what is no store', async () => {
    const path = join(folder, 'store.sqlite')
    {
      using store = openStore(path)
      store.run(`pragma user_version = ${newestVersion + 1}`)
    }
    expect(() => openStore(path)).toThrow(expect.objectContaining({ code: 'store_too_new' }))
    const other = join(folder, 'other')
    await writeFile(other, 'this is no database, whatever its length may say about it'.repeat(100))
    expect(() => openStore(other)).toThrow(expect.objectContaining({ code: 'not_a_store' }))
    expect(() => openStore(join(folder, 'none', 'store'))).toThrow(
      expect.objectContaining({ kind: 'config' }),
    )
  })

  it('keeps all of a transaction or nothing', () => {
    using books = openBooks(join(folder, 'store.sqlite'))
    expect(() =>
      books.together(() => {
        books.facts.set('a', 'b')
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(books.facts.get('a')).toBeUndefined()
  })
})

describe('the home folder', () => {
  it('is for this user alone, with a key made once', async () => {
    const home = join(folder, 'home')
    const [first, second] = await Promise.all([openHome(home, {}), openHome(home, {})])
    expect(first.key).toHaveLength(32)
    expect(second.key).toEqual(first.key)
    expect((await stat(home)).mode & 0o777).toBe(0o700)
    expect((await stat(join(home, 'key'))).mode & 0o777).toBe(0o600)
  })

  it('takes the key of the environment, and refuses one that is none', async () => {
    const key = randomBytes(32)
    const given = (text: string) => openHome(folder, { CONFLUENCE_SYNC_KEY: text })
    expect((await given(key.toString('base64'))).key).toEqual(key)
    await expect(given('abc')).rejects.toMatchObject({ code: 'key_invalid' })
  })

  it('refuses a key that others may read', async () => {
    await writeFile(join(folder, 'key'), randomBytes(32).toString('base64'), { mode: 0o644 })
    await expect(openHome(folder, {})).rejects.toMatchObject({ code: 'key_readable' })
  })
})

describe('the vault', () => {
  const vault = openVault(randomBytes(32))

  it('opens what it sealed, in its place alone', () => {
    const sealed = vault.seal('sesame', 'connections/1/apiToken')
    expect(sealed).not.toContain('sesame')
    expect(vault.open(sealed, 'connections/1/apiToken')).toBe('sesame')
    expect(() => vault.open(sealed, 'connections/2/apiToken')).toThrow(/cannot be read/)
    expect(() => openVault(randomBytes(32)).open(sealed, 'connections/1/apiToken')).toThrow(/cannot be read/)
  })

  it('never seals the same way twice, and notices a change', () => {
    expect(vault.seal('a', 'p')).not.toBe(vault.seal('a', 'p'))
    const [head, nonce, tag, body = ''] = vault.seal('sesame', 'p').split('.')
    const changed = [head, nonce, tag, `${body.startsWith('A') ? 'B' : 'A'}${body.slice(1)}`].join('.')
    expect(() => vault.open(changed, 'p')).toThrow(/cannot be read/)
    expect(() => vault.open('nothing', 'p')).toThrow(/cannot be read/)
  })
})
