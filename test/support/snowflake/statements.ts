/** How the engine carries a statement out. */
export type Action =
  | 'settings'
  | 'use'
  | 'current'
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'stage'
  | 'remove'
  | 'temporary'
  | 'create'
  | 'define'
  | 'drop'
  | 'copy'
  | 'merge'
  | 'insert'
  | 'update'
  | 'delete'
  | 'overwrite'
  | 'select'
  | 'query'

/** The action for a statement of this shape (`shapeOf`); undefined: none of ours. */
export function actionOf(shape: string): Action | undefined {
  return known.find(([, pattern]) => pattern.test(shape))?.[0]
}

/** A shape in which `{part}` stands for one of the parts below and everything else for itself. */
function pattern(shape: string): RegExp {
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?:${fill(parts[name] ?? `no part ${name}`)})`)
  const escaped = shape.replaceAll(/[.*+?()|[\]$\\^]/g, String.raw`\$&`)
  return new RegExp(`^${fill(escaped)}$`)
}

/** As regular expressions. */
const parts: Readonly<Record<string, string>> = {
  names: '#name(?: , #name)*',
  ofR: String.raw`R \. #name(?: , R \. #name)*`,
  ofS: String.raw`S \. #name(?: , S \. #name)*`,
  type: String.raw`VARCHAR \( #number \)|NUMBER \( #number , #number \)|FLOAT|BOOLEAN|TIMESTAMP_TZ|VARIANT`,
  columns: '#name {type}(?: , #name {type})*',
  told: '#name {type}(?: NOT NULL)?(?: COMMENT #text)?',
  toldColumns: '{told}(?: , {told})*',
  marks: String.raw`\?(?: , \?)*`,
  instant: String.raw`TO_TIMESTAMP_TZ \( \? \)`,
  marksAndInstants: '{marks}(?: , {instant})*',
  // `$1:"name"` with a cast, as a moment, or as JSON without JSON's null.
  path: String.raw`\$1 : (?:#lowercase|#name)`,
  plainCast: String.raw`{path} : : (?:VARCHAR|NUMBER \( #number , #number \)|FLOAT|BOOLEAN)`,
  momentCast: String.raw`CONVERT_TIMEZONE \( #text , TO_TIMESTAMP_TZ \( {path} : : VARCHAR \) \)`,
  jsonCast: String.raw`NULLIF \( {path} , PARSE_JSON \( #text \) \)`,
  cast: '{plainCast}|{momentCast}|{jsonCast}',
  casts: '{cast}(?: , {cast})*',
  texts: '#text(?: , #text)*',
  ownKey: String.raw`#name = \? AND #name = \?`,
  ofOthers: String.raw`#name < > \? AND #name = \? AND #name > #number`,
  seen: String.raw`SELECT #number FROM #table G WHERE G \. #name = \? AND G \. #name = \? AND G \. #name = \? AND G \. #name = [TRS] \. #name`,
  unseen: String.raw`NOT EXISTS \( {seen} \)`,
  unseenRows: String.raw`FROM #table T LEFT JOIN \( SELECT #name FROM #table WHERE #name = \? AND #name = \? AND #name = \? \) G ON G \. #name = T \. #name WHERE G \. #name IS NULL`,
  rank: String.raw`QUALIFY ROW_NUMBER \( \) OVER \( PARTITION BY {ofR} ORDER BY (?:R \. #name DESC NULLS LAST , )?R \. #name DESC \) = #number`,
  met: String.raw`LEFT JOIN \( SELECT DISTINCT #name FROM #table WHERE #name = \? AND #name = \? AND #name = \? \) G ON G \. #name = R \. #name`,
  newest: String.raw`SELECT {ofR} FROM #table R {rank}|SELECT {ofR} , G \. #name IS NOT NULL AS #name FROM #table R {met} {rank}`,
  newestKeys: String.raw`SELECT R \. #name FROM #table R {rank}`,
  current: String.raw`COALESCE \( S \. #name > = T \. #name , TRUE \)`,
  newer: String.raw`{current} AND |\( {current} OR NOT S \. #name \) AND `,
  differs: String.raw`T \. #name IS NOT NULL OR \( {newer}?S \. #name IS DISTINCT FROM T \. #name \)`,
  taken: String.raw`#name = S \. #name(?: , #name = S \. #name)*`,
  landed: String.raw`\( SELECT {names} FROM #table WHERE #name IN \( SELECT #name FROM #table \) QUALIFY ROW_NUMBER \( \) OVER \( PARTITION BY #name ORDER BY #name DESC NULLS LAST(?: , #name DESC NULLS LAST)? \) = #number \)`,
  pointer: 'SELECT #name AS #name FROM #table',
  pointers: '{pointer}(?: UNION ALL {pointer})*',
  missing: String.raw`{unseen}|NOT EXISTS \( SELECT #number FROM #table T WHERE T \. #name = R \. #name \)`,
  shownInstant: String.raw`TO_VARCHAR \( CONVERT_TIMEZONE \( #text , #name \) , #text \)`,
  liveWithIds: String.raw`#name IS NULL AND #name IN \( {marks} \)(?: AND #name NOT IN \( SELECT #name FROM #table \))?`,
  isHeld: String.raw`(?: AND #name IN \( SELECT #name FROM #table WHERE #name = \? \))?`,
  died: 'CURRENT_TIMESTAMP - INTERVAL #text',
  facts: String.raw`#name = \?(?: , #name = \?)*`,
  setting: String.raw`\w+ = (?:#text|#number|TRUE)`,
}

const shapes: readonly (readonly [Action, string])[] = [
  [
    'settings',
    'ALTER SESSION SET {setting} , {setting} , {setting} , {setting} , {setting} , {setting} , {setting} , {setting}',
  ],
  ['settings', 'ALTER SESSION SET ROWS_PER_RESULTSET = #number , STATEMENT_TIMEOUT_IN_SECONDS = #number'],
  ['use', 'USE SCHEMA #name . #name'],
  ['current', 'SELECT CURRENT_ROLE ( ) , CURRENT_WAREHOUSE ( ) , CURRENT_DATABASE ( )'],
  ['begin', 'BEGIN TRANSACTION'],
  ['commit', 'COMMIT'],
  ['rollback', 'ROLLBACK'],
  ['stage', 'CREATE STAGE IF NOT EXISTS #table'],
  ['stage', 'CREATE TEMPORARY STAGE #table'],
  ['remove', 'REMOVE #text'],
  ['remove', 'REMOVE #text PATTERN = #text'],
  ['temporary', 'CREATE OR REPLACE TEMPORARY TABLE #table ( {columns} )'],
  ['temporary', 'CREATE TEMPORARY TABLE #table ( #name BOOLEAN )'],
  ['create', 'CREATE TABLE IF NOT EXISTS #table ( {toldColumns} ) COMMENT = #text'],
  ['define', 'CREATE TRANSIENT TABLE #table ( #name BOOLEAN )'],
  ['define', 'ALTER TABLE #table ADD COLUMN IF NOT EXISTS #name {type}'],
  ['define', 'COMMENT ON TABLE #table IS #text'],
  ['define', 'COMMENT ON COLUMN #table . #name IS #text'],
  ['drop', 'DROP TABLE IF EXISTS #table'],
  [
    'copy',
    'COPY INTO #table ( {names} ) FROM ( SELECT {casts} FROM #text ) FILES = ( {texts} ) FILE_FORMAT = ( TYPE = JSON COMPRESSION = GZIP ) ON_ERROR = ABORT_STATEMENT PURGE = FALSE',
  ],
  [
    'merge',
    'MERGE INTO #table T USING ( SELECT ? AS #name , ? AS #name ) S ON T . #name = S . #name AND T . #name = S . #name WHEN NOT MATCHED THEN INSERT ( #name , #name , #name ) VALUES ( S . #name , S . #name , #number )',
  ],
  [
    'merge',
    'MERGE INTO #table T USING ( {newest} ) S ON T . #name = S . #name WHEN MATCHED AND ( {differs} ) THEN UPDATE SET {taken} , #name = {instant} , #name = ? , #name = NULL WHEN NOT MATCHED THEN INSERT ( {names} ) VALUES ( {ofS} , {instant} , ? , NULL )',
  ],
  [
    'merge',
    'MERGE INTO #table T USING ( SELECT ? AS #name , ? AS #name , ? AS #name ) S ON T . #name = S . #name WHEN MATCHED AND ( T . #name < = {died} ) THEN UPDATE SET {taken} , #name = CURRENT_TIMESTAMP , #name = CURRENT_TIMESTAMP WHEN NOT MATCHED THEN INSERT ( {names} ) VALUES ( {ofS} , CURRENT_TIMESTAMP , CURRENT_TIMESTAMP )',
  ],
  ['overwrite', 'INSERT OVERWRITE INTO #table SELECT T . * FROM #table T WHERE EXISTS ( {seen} )'],
  ['insert', 'INSERT INTO #table ( #name ) VALUES ( TRUE )'],
  ['insert', 'INSERT INTO #table ( {names} ) VALUES ( {marksAndInstants} )'],
  [
    'insert',
    'INSERT INTO #table ( {names} ) SELECT DISTINCT ? , ? , ? , K . * FROM ( SELECT #name FROM #table ) K',
  ],
  [
    'insert',
    'INSERT INTO #table ( {names} ) SELECT {ofS} , {instant} , ? , NULL FROM ( {newest} ) S LEFT JOIN {landed} T ON T . #name = S . #name WHERE T . #name IS NULL OR {differs}',
  ],
  [
    'update',
    'UPDATE #table SET #name = #name + #number , #name = PARSE_JSON ( ? ) , #name = ? , #name = {instant} WHERE {ownKey} AND #name = ?{isHeld} AND NOT EXISTS ( SELECT #number FROM #table WHERE {ofOthers} )',
  ],
  ['update', 'UPDATE #table SET #name = #name WHERE {ofOthers}'],
  ['update', 'UPDATE #table SET #name = CURRENT_TIMESTAMP WHERE {ownKey}'],
  ['update', 'UPDATE #table SET {facts} , #name = {instant} WHERE {ownKey} AND #name IS NULL AND #name = ?'],
  [
    'update',
    'UPDATE #table SET {facts} , #name = {instant} WHERE {ownKey} AND #name IS NULL AND #name IS NULL AND #name = ? AND #name IS NOT DISTINCT FROM ?',
  ],
  ['update', 'UPDATE #table SET #name = {instant} WHERE {ownKey} AND #name IS NULL AND #name = ?'],
  ['update', 'UPDATE #table SET #name = {instant} WHERE {ownKey} AND #name IS NULL AND #name < > ?'],
  [
    'update',
    'UPDATE #table SET #name = {instant} WHERE {ownKey} AND #name IS NULL AND #name IN ( SELECT #name FROM #table )',
  ],
  [
    'update',
    'UPDATE #table SET #name = {instant} , #name = {instant} , #name = ? WHERE #name IS NULL AND #name IN ( SELECT T . #name {unseenRows} AND T . #name IS NULL )',
  ],
  ['update', 'UPDATE #table SET #name = {instant} , #name = {instant} , #name = ? WHERE {liveWithIds}'],
  ['delete', 'DELETE FROM #table WHERE {liveWithIds}'],
  ['delete', 'DELETE FROM #table'],
  ['delete', 'DELETE FROM #table WHERE {ownKey}'],
  ['delete', 'DELETE FROM #table WHERE {ownKey} AND #name = ?'],
  ['delete', 'DELETE FROM #table WHERE {ownKey} AND #name < > ?'],
  ['select', 'SELECT #name , TO_JSON ( #name ) FROM #table WHERE {ownKey}'],
  ['select', 'SELECT #name , #name FROM #table WHERE {ownKey}'],
  [
    'select',
    'SELECT #name , #name FROM #table WHERE #name < > ? AND #name > #number AND #name IN ( {marks} ) ORDER BY #name LIMIT #number',
  ],
  [
    'select',
    'SELECT DISTINCT #name FROM #table WHERE {ownKey} AND #name IS NULL AND #name IS NOT NULL ORDER BY #name',
  ],
  [
    'select',
    'SELECT {names} , {shownInstant} , {shownInstant} FROM #table WHERE #name = ? ORDER BY #name DESC , #name DESC , #name LIMIT #number',
  ],
  ['select', 'SELECT #name , {shownInstant} , {shownInstant} FROM #table WHERE #name = ? AND #name > {died}'],
  ['select', 'SELECT COUNT ( * ) FROM #table T WHERE T . #name IS NULL'],
  ['select', 'SELECT COUNT ( * ) {unseenRows}'],
  ['select', 'SELECT COUNT ( * ) {unseenRows} AND T . #name IS NULL'],
  ['select', 'SELECT COUNT ( * ) FROM ( {newestKeys} ) S'],
  [
    'select',
    'SELECT COUNT ( * ) FROM ( {newestKeys} ) S WHERE NOT EXISTS ( SELECT #number FROM #table T WHERE T . #name = S . #name )',
  ],
  ['select', 'SELECT DISTINCT T . #name {unseenRows} AND T . #name IS NULL ORDER BY T . #name LIMIT #number'],
  [
    'select',
    'SELECT DISTINCT T . #name {unseenRows} AND T . #name IS NULL AND T . #name > ? ORDER BY T . #name LIMIT #number',
  ],
  [
    'select',
    'SELECT DISTINCT R . #name FROM ( {pointers} ) R WHERE R . #name IS NOT NULL AND {missing} ORDER BY R . #name LIMIT #number',
  ],
  [
    'select',
    'SELECT DISTINCT R . #name FROM ( {pointers} ) R WHERE R . #name IS NOT NULL AND {missing} AND R . #name > ? ORDER BY R . #name LIMIT #number',
  ],
  [
    'select',
    'SELECT T . #name , T . #name , C . #name , C . #name , C . #name FROM #table T JOIN #table C ON C . #name = T . #name AND C . #name = T . #name WHERE T . #name = ? AND T . #name = #text',
  ],
]

const known = shapes.map(([action, shape]) => [action, pattern(shape)] as const)
