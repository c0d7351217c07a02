import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { SyncError } from '../../../src/contract/errors.ts'

/**
 * The records of one file: a JSON array, or an answer with `results`. No file: no records.
 * Throws SyncError `config` code `broken_site_file` with the file's name.
 */
export async function readRecords<Shape extends z.ZodType>(
  folder: string,
  name: string,
  shape: Shape,
): Promise<readonly z.infer<Shape>[]> {
  const text = await textOf(join(folder, name))
  if (text === undefined) return []
  const parsed = z
    .union([z.array(shape), z.looseObject({ results: z.array(shape) })])
    .safeParse(parseJson(text, name))
  if (!parsed.success) throw broken(name, 'it is no list of records as the v2 API gives them', parsed.error)
  return Array.isArray(parsed.data) ? parsed.data : parsed.data.results
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw broken(path, 'it cannot be read', error)
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw broken(name, 'it is not JSON', error)
  }
}

function broken(name: string, why: string, cause: unknown): SyncError {
  return new SyncError(
    'config',
    `The file ${name} of the site's folder cannot be served: ${why}; mend or remove it.`,
    {
      code: 'broken_site_file',
      cause,
    },
  )
}
