import { expect, test } from 'vitest'
import { requireReadOnly } from '../../../../src/warehouse/snowflake/read-only.ts'
import { tokensOf } from '../../../../src/warehouse/snowflake/tokens.ts'

test.each([
  'select 1',
  '  -- first\n/* then; */ SELECT \';\' || ";" // end\n',
  "select 'it''s; \\'; drop table t' from t;",
  'select $$; drop table t$$;;',
  '(select 1) union (select 2)',
  'with a as (select 1) select * from a',
  'show tables',
  'describe table t',
  'select "CALL", \'system$cancel\', call_count, procedures from t where d > 1e-5',
  'select v:a.b::varchar, x[0] from t -- ; drop',
])('reads: %s', (sql) => {
  expect(() => requireReadOnly(sql)).not.toThrow()
})

test.each([
  ['', 'it is empty'],
  [' ; -- nothing', 'it is empty'],
  ['select 1; drop table t', 'it is more than one statement'],
  ["select 'a\\'; select 1", 'does not end'],
  ["select 'a\\\\'; drop table t", 'it is more than one statement'],
  ['select $$a', 'does not end'],
  ['select "a', 'does not end'],
  ['select 1 /* a', 'does not end'],
  ['insert into t select 1', 'INSERT is not a SELECT'],
  ['explain delete from t', 'EXPLAIN is not a SELECT'],
  ['execute immediate $$drop table t$$', 'EXECUTE is not a SELECT'],
  ['begin select 1; end', 'more than one statement'],
  ['with p as procedure () returns int as $$x$$ call p()', 'PROCEDURE may change something'],
  ['select system$cancel_query(1)', 'SYSTEM$CANCEL_QUERY may change something'],
  ['select "SYSTEM$CANCEL_QUERY"(1)', '"SYSTEM$CANCEL_QUERY" may change something'],
  ['select s.nextval', 'NEXTVAL may change something'],
  ['show tables ->> drop table t', 'it passes its result'],
  ['"select" 1', 'is not a SELECT'],
])('is refused: %s', (sql, why) => {
  expect(() => requireReadOnly(sql)).toThrow(why)
})

test('tokens are what was written', () => {
  expect(
    tokensOf(`select"a""b",'c''d\\'',1.5e3 ->> $1:x//y`)?.map(({ type, text }) => `${type} ${text}`),
  ).toEqual([
    'word select',
    'name "a""b"',
    'mark ,',
    "text 'c''d\\''",
    'mark ,',
    'number 1.5e3',
    'mark ->>',
    'word $1',
    'mark :',
    'word x',
  ])
})
