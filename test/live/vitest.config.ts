import { defineConfig } from 'vitest/config'

// Only what needs an account of its own; never part of the other tests.
export default defineConfig({
  test: { include: ['test/live/**/*.live.ts'], pool: 'forks', testTimeout: 600_000, hookTimeout: 120_000 },
})
