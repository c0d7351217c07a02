import { execFile } from 'node:child_process'
import { copyFile, cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..', '..')

/** The compiled product with the programs of the benchmark beside it, as users run it; gone when disposed of. */
export interface Build extends AsyncDisposable {
  /** Path of a compiled program of the benchmark. */
  program(name: string): string
  /** Path of a program that uses a client by another maker; these are installed when the first is wanted. */
  peer(name: string): Promise<string>
}

export async function openBuild(): Promise<Build> {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-sync-bench-'))
  const settings = join(folder, 'tsconfig.json')
  await writeFile(settings, JSON.stringify(compilation(folder)))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const file of ['manifest.json', 'package.json']) await copyFile(join(root, file), join(folder, file))
  // Whether the types fit is for `npm run check` to say.
  await promisify(execFile)(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    ...['-p', settings, '--noCheck'],
  ])
  let installed: Promise<string> | undefined
  return {
    async peer(name) {
      installed ??= installPeers(folder)
      return join(await installed, `${name}.mjs`)
    },
    program: (name) => join(folder, 'test', 'bench', 'programs', `${name}.js`),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

// Outside the repository, where nothing that looks for tests or types comes across them.
async function installPeers(folder: string): Promise<string> {
  const place = join(folder, 'peers')
  await cp(join(import.meta.dirname, 'peers'), place, { recursive: true })
  await promisify(execFile)('npm', ['ci', '--prefer-offline'], { cwd: place })
  return place
}

const compilation = (folder: string) => ({
  extends: join(root, 'tsconfig.build.json'),
  compilerOptions: { rootDir: root, outDir: folder, typeRoots: [join(root, 'node_modules', '@types')] },
  include: ['plugin', 'src', 'test/bench/programs'].map((place) => join(root, place)),
})
