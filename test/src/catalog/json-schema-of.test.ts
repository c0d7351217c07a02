import { expect, test } from 'vitest'
import { z } from 'zod'
import { jsonSchemaOf } from '../../../src/catalog/json-schema-of.ts'
import { streamOf } from '../../contracts/warehouse-tables.ts'

test('a stream as JSON Schema, without noise', () => {
  const row = z.object({
    id: z.string().describe('The id.'),
    lastModifiedAt: z.iso.datetime().nullable(),
    versionNumber: z.number().int(),
    position: z.number().int().min(0).max(10),
    labels: z.array(z.string()),
  })
  const schema = jsonSchemaOf(streamOf('pages', row, { title: 'Pages', description: 'Every page.' }))
  expect(JSON.stringify(schema, null, 2)).toMatchSnapshot()
})
