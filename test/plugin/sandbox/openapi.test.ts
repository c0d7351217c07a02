import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiDocument, type Nullable, readApiDocument } from '../../support/openapi.ts'
import { openTestSite, type TestSite } from './client.ts'

const folder = new URL('../../../../shared/openapi/', import.meta.url)
const v2File = new URL('confluence-cloud-v2.openapi-v2.v3.2026-07-21.json', folder)
const v1File = new URL('confluence-cloud-v1.swagger.v3.2026-07-21.json', folder)

// Properties that real answers carry as null although the v2 document does not allow it.
const v2Nullables: readonly Nullable[] = [
  // A page at the top of its space has no parent.
  ['PageBulk', 'parentId'],
  ['PageBulk', 'parentType'],
  ['PageSingle', 'parentId'],
  ['PageSingle', 'parentType'],
  // Lists give no description unless its format is asked for; few spaces have an icon.
  ['SpaceBulk', 'description'],
  ['SpaceBulk', 'icon'],
  ['SpaceSingle', 'icon'],
  ['AttachmentBulk', 'mediaTypeDescription'],
  ['AttachmentSingle', 'mediaTypeDescription'],
  // Hidden by the user's privacy settings; most people have no personal space.
  ['User', 'timeZone'],
  ['User', 'personalSpaceId'],
]

describe.skipIf(!existsSync(v2File))('every answer fits the v2 document:', () => {
  let site: TestSite
  let document: ApiDocument
  beforeAll(async () => {
    document = readApiDocument(v2File, v2Nullables)
    site = await openTestSite({ pages: 400 })
  })
  afterAll(() => site[Symbol.asyncDispose]())

  const bulk = [
    '',
    'body-format=storage',
    'body-format=atlas_doc_format',
    'limit=250',
    'limit=1&sort=-modified-date',
  ]
  const single = ['', 'body-format=storage', 'body-format=view', 'body-format=atlas_doc_format']
  const firstOf: Record<string, string> = {
    '/pages': 'pages',
    '/blogposts': 'blogposts',
    '/spaces': 'spaces',
    '/footer-comments': 'footer-comments',
    '/inline-comments': 'inline-comments',
    '/attachments': 'attachments',
    '/labels': 'labels',
  }

  const routes: readonly (readonly [path: string, queries: readonly string[]])[] = [
    [
      '/pages',
      [...bulk, 'status=current,archived,trashed,deleted&limit=250', 'title=x', 'subtype=live', 'sort=title'],
    ],
    ['/pages/{id}', single],
    ['/pages/{id}/versions', ['', 'limit=1', 'body-format=storage', 'sort=modified-date']],
    ['/pages/{id}/labels', ['', 'prefix=global']],
    ['/pages/{id}/footer-comments', bulk],
    ['/pages/{id}/inline-comments', [...bulk, 'resolution-status=open,resolved']],
    ['/pages/{id}/attachments', ['', 'limit=250', 'status=trashed']],
    ['/blogposts', [...bulk, 'status=current,trashed,deleted']],
    ['/blogposts/{id}', single],
    ['/blogposts/{id}/versions', ['', 'limit=1']],
    ['/blogposts/{id}/labels', ['']],
    ['/blogposts/{id}/footer-comments', bulk],
    ['/blogposts/{id}/inline-comments', bulk],
    ['/blogposts/{id}/attachments', ['', 'limit=250']],
    [
      '/spaces',
      [
        '',
        'limit=250',
        'description-format=plain',
        'status=archived',
        'type=personal',
        'sort=-name',
        'sort=key',
      ],
    ],
    ['/spaces/{id}', ['', 'description-format=view']],
    ['/spaces/{id}/pages', [...bulk, 'depth=root']],
    ['/spaces/{id}/blogposts', bulk],
    ['/footer-comments', bulk],
    ['/footer-comments/{comment-id}', single],
    ['/footer-comments/{id}/children', bulk],
    ['/footer-comments/{id}/versions', ['', 'body-format=storage']],
    ['/inline-comments', bulk],
    ['/inline-comments/{comment-id}', single],
    ['/inline-comments/{id}/children', bulk],
    ['/inline-comments/{id}/versions', ['']],
    ['/attachments', ['', 'limit=250', 'status=trashed', 'sort=-created-date', 'mediaType=image/png']],
    ['/attachments/{id}', ['']],
    ['/attachments/{id}/labels', ['']],
    ['/attachments/{id}/versions', ['']],
    ['/attachments/{id}/footer-comments', ['', 'body-format=storage']],
    ['/labels', ['', 'limit=250', 'prefix=my,team', 'sort=-name', 'sort=created-date']],
    ['/labels/{id}/pages', bulk],
    ['/labels/{id}/blogposts', bulk],
    ['/labels/{id}/attachments', ['', 'limit=1']],
  ]

  const check = (path: string, method: string, status: number, body: unknown) => {
    expect(document.knows(path, method, status), `${status} of ${path}`).toBe(true)
    const validate = document.answer(path, method, status)
    if (validate === undefined) return
    const isValid = validate(body)
    expect(isValid ? [] : validate.errors?.slice(0, 6).map((e) => `${e.instancePath} ${e.message}`)).toEqual(
      [],
    )
  }

  it.each(routes)('%s', async (path, queries) => {
    const collection = firstOf[`/${path.split('/')[1]}`]
    const { body: list } = await site.get(`/wiki/api/v2/${collection}?limit=25`)
    const isSingle = path.includes('{')
    const ids: string[] = isSingle ? list.results.map((record: { id: string }) => record.id) : ['']
    for (const id of ids) {
      for (const query of queries) {
        const { status, body } = await site.get(`/wiki/api/v2${path.replace(/\{.*?\}/, id)}?${query}`)
        expect(status).toBe(200)
        check(path, 'get', 200, body)
      }
    }
  })

  it.each(routes.map(([path]) => path))('%s refuses what it must', async (path) => {
    const { body: list } = await site.get(`/wiki/api/v2/${firstOf[`/${path.split('/')[1]}`]}?limit=1`)
    const present = path.replace(/\{.*?\}/, list.results[0].id)
    const asked = [
      await site.get(`/wiki/api/v2${present}`, { authorization: 'Basic eDp5' }),
      ...(path.endsWith('}') ? [] : [await site.get(`/wiki/api/v2${present}?limit=251`)]),
      ...(path.includes('{') ? [await site.get(`/wiki/api/v2${path.replace(/\{.*?\}/, '999999999')}`)] : []),
    ]
    const statuses = asked.map(({ status }) => status)
    expect(statuses).toEqual([
      401,
      ...(path.endsWith('}') ? [] : [400]),
      ...(path.includes('{') ? [404] : []),
    ])
    for (const { status, body } of asked) check(path, 'get', status, body)
  })

  it('/users-bulk', async () => {
    const users = await site.truth('users')
    const { status, body } = await site.post('/wiki/api/v2/users-bulk', {
      accountIds: users.map(({ id }) => id),
    })
    expect(status).toBe(200)
    check('/users-bulk', 'post', 200, body)
    expect(body.results).toHaveLength(users.filter((user) => user.status !== 'unknown').length)
    expect((await site.post('/wiki/api/v2/users-bulk', { accountIds: [] })).status).toBe(400)
  })
})

describe.skipIf(!existsSync(v1File))('every answer fits the v1 document:', () => {
  let site: TestSite
  let document: ApiDocument
  beforeAll(async () => {
    document = readApiDocument(v1File)
    site = await openTestSite({ pages: 400 })
  })
  afterAll(() => site[Symbol.asyncDispose]())

  const expand =
    'expand=version,space,ancestors,history,history.lastUpdated,body.storage,metadata.labels,container'
  const routes: readonly (readonly [path: string, query: string])[] = [
    ['/content/search', 'cql=type=page'],
    ['/content/search', `cql=type=page&limit=250&${expand}`],
    ['/content/search', `cql=type=blogpost&limit=250&${expand}`],
    ['/content/search', `cql=type=comment&limit=250&${expand}`],
    ['/content/search', `cql=type=attachment&limit=250&${expand}`],
    ['/content/search', 'cql=nonsense=1'],
    ['/search', 'cql=type=page ORDER BY created DESC'],
    ['/search', `cql=type in (comment, attachment)&expand=content.version,content.body.storage`],
    ['/search', 'cql=type=space'],
    ['/search', 'cql='],
    ['/search/user', 'cql=type=user&limit=7'],
    ['/search/user', 'cql=type=user&sitePermissionTypeFilter=all&limit=500'],
    ['/search/user', 'cql=user.fullname~x'],
    ['/user/current', ''],
    ['/user', 'accountId=nobody'],
    ['/user/bulk', 'accountId=nobody'],
    ['/group', ''],
    ['/group/{groupId}/membersByGroupId', 'limit=7'],
    ['/group/{groupId}/membersByGroupId', 'limit=201'],
  ]

  it.each(routes)('%s?%s', async (path, query) => {
    const { body: groups } = await site.get('/wiki/rest/api/group')
    const { status, body } = await site.get(
      `/wiki/rest/api${path.replace('{groupId}', groups.results[0].id)}?${query}`,
    )
    const documented = `/wiki/rest/api${path}`
    expect(document.knows(documented, 'get', status), `status ${status}`).toBe(true)
    const validate = document.answer(documented, 'get', status)
    if (validate === undefined) return
    const isValid = validate(body)
    expect(isValid ? [] : validate.errors?.slice(0, 6).map((e) => `${e.instancePath} ${e.message}`)).toEqual(
      [],
    )
  })

  it('/user and /user/bulk of everybody', async () => {
    const users = (await site.truth('users')).slice(0, 60)
    const query = users.map(({ id }) => `accountId=${id}`).join('&')
    const { body } = await site.get(`/wiki/rest/api/user/bulk?${query}`)
    const validate = document.answer('/wiki/rest/api/user/bulk', 'get', 200)
    expect(validate?.(body) ? [] : validate?.errors).toEqual([])
    expect(body.results).toHaveLength(users.filter((user) => user.status !== 'unknown').length)
  })
})
