import { expect, test } from 'vitest'
import { SyncError } from '../../../../src/contract/errors.ts'
import { reasonOf, translate } from '../../../../src/warehouse/duckdb/failures.ts'
import { toWriteError } from '../../../../src/warehouse/write-failures.ts'

/** As DuckDB 1.5.6 says them. */
const texts = [
  ['IO Error: The file "/x.db" exists, but it is not a valid DuckDB database file!', 'not_a_database'],
  ['IO Error: Could not read from file "/tmp": Is a directory', 'not_a_database'],
  ['IO Error: Cannot open file "/tmp": Is a directory', 'not_a_database'],
  ['IO Error: Cannot open file "/no/x.db": No such file or directory', 'folder_missing'],
  ['IO Error: Cannot open file "/x.db": Permission denied', 'no_permission'],
  [
    'IO Error: Could not set lock on file "/x.db": Conflicting lock is held in /usr/bin/node (PID 3458).',
    'warehouse_locked',
  ],
  [
    'TransactionContext Error: Failed to commit: Could not write file "/x.db.wal": No space left on device',
    'disk_full',
  ],
  [
    'TransactionContext Error: Failed to commit: Could not write file "/x.db.wal": File too large',
    'disk_full',
  ],
  ['TransactionContext Error: Conflict on update!', 'state_conflict'],
  [
    'Out of Memory Error: could not allocate block of size 256.0 KiB (18.8 MiB/19.0 MiB used)',
    'out_of_memory',
  ],
  [
    'TransactionContext Error: Failed to commit: failed to pin block of size 256.0 KiB (45.6 MiB/45.7 MiB used)',
    'out_of_memory',
  ],
  [
    'FATAL Error: Failed: database has been invalidated because of a previous fatal error.',
    'warehouse_failed',
  ],
  ['Catalog Error: Table with name x does not exist!\n\nLINE 1: select * from x\n   ^', 'warehouse_error'],
] as const

test.each(texts)('%s', (text, code) => {
  const error = translate(new Error(text), '/data/x.db')
  expect(error.code).toBe(code)
  expect(error.message).toMatch(/^[^\n]*\/data\/x\.db[^\n]*$/)
})

test('a SyncError passes through', () => {
  const error = new SyncError('data', 'm', { code: 'c' })
  expect(translate(error, '/x')).toBe(error)
})

test("DuckDB's reason is one line without the statement", () => {
  expect(reasonOf(new Error('Binder Error: no\nsuch  column\n\nLINE 1: select secret\n ^'))).toBe(
    'Binder Error: no such column',
  )
})

test.each([
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['EACCES', 'no_permission'],
  ['EROFS', 'no_permission'],
  ['ENOENT', 'folder_missing'],
  ['EIO', 'write_failed'],
])('%s while writing is %s', (code, expected) => {
  expect(toWriteError(Object.assign(new Error('e'), { code }), '/x').code).toBe(expected)
})
