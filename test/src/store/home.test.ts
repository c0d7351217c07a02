import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openHome } from '../../../src/store/home.ts'

const nobody = 65_534

// As with a volume that a cluster mounts: writable for its group, and somebody else's.
it.runIf(process.geteuid?.() === 0)('somebody else’s folder is refused in words', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'home-'))
  await chmod(folder, 0o777)
  process.seteuid?.(nobody)
  const opening = openHome(folder, {}).finally(() => process.seteuid?.(0))
  await expect(opening).rejects.toMatchObject({
    kind: 'config',
    code: 'home_unusable',
    message: expect.stringContaining('--home'),
  })
  await rm(folder, { recursive: true })
})
