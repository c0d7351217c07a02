// biome-ignore lint/correctness/noUndeclaredDependencies: the repository's own, a folder up
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/third-party/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
