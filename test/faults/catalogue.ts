import {
  always,
  changing,
  everywhere,
  lost,
  now,
  often,
  once,
  poisoned,
  stranger,
  type Target,
  twice,
  typeOf,
  type Variant,
  variants,
  withinRecords,
} from './variants.ts'

const busy = variants('busy')
const serverError = variants('server_error')
const reset = variants('reset')
const stall = variants('stall')
const truncated = variants('truncated')
const html = variants('html')
const capped = variants('capped')
const expiredCursor = variants('expired_cursor')
const nextLink = variants('next_link')
const emptyPage = variants('empty_page')

const withBodies = ['pages', 'pages_content', 'blog_posts', 'comments']
/** Users are listed by places, without cursors or links. */
const byCursor = ['spaces', 'pages', 'pages_content', 'blog_posts', 'comments', 'attachments', 'labels']
const inSpaces = ['spaces', 'pages', 'pages_content', 'blog_posts', 'comments', 'attachments']

/** Every fault of the sandbox, and the ways it is played. */
export const catalogue: Readonly<Record<string, readonly Variant[]>> = {
  busy: busy({
    seconds: { retryAfter: 'seconds', seconds: 7, ...twice },
    date: { retryAfter: 'date', ...twice },
    absent: { retryAfter: 'absent', ...twice },
    reset: { retryAfter: 'reset', ...twice },
    hours: { retryAfter: 'hours', ...once },
    often: { retryAfter: 'seconds', ...often },
    always: { retryAfter: 'absent', ...always },
  }),
  server_error: [
    ...serverError({
      'first-500': { status: 500, ...now },
      502: { status: 502, ...twice },
      503: { status: 503, ...twice },
      504: { status: 504, ...once },
      often: { status: 500, ...often },
      always: { status: 500, ...always },
      'above-limit': { status: 500, aboveLimit: 50 },
    }),
    ...serverError({ bodies: { status: 500, bodiesOnly: true } }, { streams: withBodies }),
    poisoned('one-record', 1, {}),
    poisoned('three-records', 3, {}),
    poisoned('one-record-twice', 1, { times: 2 }),
    { ...poisoned('one-body', 1, { bodiesOnly: true }), streams: withBodies },
    ...withinRecords('server_error')({
      'above-limit-within': { aboveLimit: 50 },
      'always-within': { ...always },
      'often-within': { ...often },
    }),
    {
      name: 'carriers',
      streams: ['labels'],
      faults: ({ pageIds }) => [{ kind: 'server_error', ids: pageIds.slice(0, 5) }],
    },
  ],
  reset: reset({
    before: { when: 'before', ...twice },
    middle: { when: 'middle', ...twice },
    often: { when: 'middle', ...often },
    always: { when: 'before', ...always },
  }),
  stall: [
    ...stall({ once: { ...once } }),
    ...stall({ always: { ...always } }, { alone: true, streams: ['pages', 'users'] }),
  ],
  truncated: truncated({ twice, often, always }),
  html: html({ twice, often, always }),
  capped: capped(
    {
      one: { most: 1 },
      seven: { most: 7 },
      later: { most: 3, after: 1 },
      'now-and-then': { most: 4, share: 0.5 },
    },
    { pagesItself: true },
  ),
  expired_cursor: expiredCursor(
    {
      400: { status: 400, times: 1 },
      410: { status: 410, times: 1 },
      404: { status: 404, times: 1 },
      often: { status: 400, ...often },
      always: { status: 410 },
    },
    { streams: byCursor },
  ),
  next_link: [
    ...nextLink(
      {
        repeated: { how: 'repeated', ...once },
        'without-cursor': { how: 'without_cursor', ...once },
        foreign: { how: 'foreign', ...once },
        missing: { how: 'missing', ...once },
        null: { how: 'null', ...once },
        'repeated-always': { how: 'repeated' },
        'missing-at-once': { how: 'missing', times: 1 },
        'missing-always': { how: 'missing' },
        'null-always': { how: 'null' },
      },
      { streams: byCursor },
    ),
    ...withinRecords('next_link')({
      'missing-once-within': { how: 'missing', ...once },
      'missing-often-within': { how: 'missing', ...often },
      'missing-within': { how: 'missing' },
    }),
  ],
  empty_page: emptyPage(
    { once, 'at-once': { times: 1 }, thrice: { after: 1, times: 3 }, often, always },
    { streams: byCursor },
  ),
  unauthorized: lost('unauthorized'),
  forbidden: lost('forbidden'),
  anonymous: [
    ...lost('anonymous'),
    everywhere('anonymous', 4),
    stranger('stranger', 0),
    stranger('stranger-later', 2),
  ],
  hidden_space: [0, 1, 2].map((after) => ({
    name: `after-${after}`,
    streams: inSpaces,
    faults: ({ on, spaceIds }) => [{ kind: 'hidden_space', on, after, spaceId: spaceIds[0] ?? '' }],
  })),
  deep: variants('deep')({ once, always }),
  huge: [
    ...variants('huge')({ megabytes: { bytes: 3_000_000, ...twice } }),
    ...variants('huge')(
      { 'beyond-bounds': { bytes: 70_000_000, ...always } },
      { alone: true, streams: ['labels'] },
    ),
  ],
  mutate: [
    ...[1, 2].map((after) => changing(`after-${after}`, { after, times: 1 })),
    changing('each-time', { after: 1, times: 5 }),
    ...['trash', 'purge'].map((op) => ({
      name: `${op}-what-was-read`,
      streams: ['pages', 'pages_content', 'blog_posts'],
      faults: ({ on, changes }: Target) => [
        { kind: 'mutate', on, after: 2, times: 2, operations: [{ op, type: typeOf(changes) }] },
      ],
    })),
  ],
  index_lag: [5, 30].map((minutes) => ({
    name: `${minutes}-minutes`,
    streams: ['pages', 'comments'],
    needsClause: true,
    trouble: { indexLagMs: minutes * 60_000 },
    faults: () => [],
  })),
  user_search_cap: [
    { name: 'told', streams: ['users'], trouble: { userSearchCap: 5 }, faults: () => [] },
    {
      // Nothing tells of it but the documented number itself: https://developer.atlassian.com/cloud/confluence/rest/v1/
      ...{ name: 'untold', streams: ['users'], byItself: true, pages: 102_000, pagesItself: true },
      trouble: { userSearchCap: 10_000, userSearchTellsTotal: false },
      faults: () => [],
    },
  ],
}
