import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'
import { SyncError } from '../contract/errors.ts'
import type { Plugin } from '../contract/plugin.ts'
import type { Manifest } from './manifest.ts'
import { manifestSchema } from './manifest.ts'

/** The folder of the manifest: the checkout, or `dist` in the installed package. */
export const packageRoot = (): string => nearest('manifest.json')

export function packageVersion(): string {
  const text = readFileSync(join(nearest('package.json'), 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

function nearest(file: string): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, file))) {
    const above = dirname(folder)
    if (above === folder)
      throw new SyncError('bug', `No ${file} was found above the program.`, { code: 'incomplete_package' })
    folder = above
  }
  return folder
}

export async function loadManifest(root: string): Promise<Manifest> {
  return manifestSchema.parse(JSON.parse(await readFile(join(root, 'manifest.json'), 'utf8')))
}

/** The plugin that the manifest names: the engine's only way to it. */
export async function loadPlugin(root: string, manifest: Manifest): Promise<Plugin> {
  const compiled = import.meta.url.endsWith('.js')
  const entry = compiled ? manifest.entry.replace(/\.ts$/, '.js') : manifest.entry
  const module: { default: Plugin } = await import(pathToFileURL(join(root, entry)).href)
  return module.default
}
