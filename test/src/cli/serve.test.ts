import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openShell } from '../../support/command-line.ts'
import { connectionTo, openTestControl, syncOf } from '../../support/control.ts'
import { openSite } from '../../support/site.ts'

describe('serve', () => {
  it('shows a token at the first start alone, and stops when asked to', async () => {
    const stopper = new AbortController()
    await using shell = await openShell(stopper.signal)
    const serving = shell.run('serve', '--port', '0', '--home', 'home')
    stopper.abort()
    const { code, out } = await serving
    expect(code).toBe(0)
    expect(out).toMatch(/Your admin token, shown this once: \S{40,}/)
    expect((await shell.run('serve', '--port', '0', '--home', 'home')).out).not.toContain('admin token')
  })

  it('keeps no token that it could not show', async () => {
    const stopper = new AbortController()
    await using shell = await openShell(stopper.signal)
    stopper.abort()
    const refused = await shell.run('serve', '--host', '0.0.0.0', '--port', '0', '--home', 'home')
    expect(refused.out).not.toContain('admin token')
    const { out } = await shell.run('serve', '--port', '0', '--home', 'home')
    expect(out).toMatch(/Your admin token, shown this once: \S{40,}/)
  })

  it('refuses to serve other machines in the clear', async () => {
    await using shell = await openShell()
    const { code, err } = await shell.run('serve', '--host', '0.0.0.0', '--port', '0')
    expect(code).toBe(2)
    expect(err).toContain('--behind-proxy')
  })
})

describe('export', () => {
  it('makes nothing where no server ever was', async () => {
    await using shell = await openShell()
    const { code, err } = await shell.run('export', '--home', 'elsewhere')
    expect([code, err]).toEqual([2, expect.stringContaining('serve')])
    expect(await readdir(shell.folder)).toEqual([])
    expect((await shell.run('export', '--home', '.')).code).toBe(2)
    expect(await readdir(shell.folder)).toEqual([])
  })

  it('gives a sync of the server as a configuration that the command line runs', async () => {
    await using site = await openSite({ pages: 5 })
    await using control = await openTestControl()
    await using shell = await openShell()
    const connection = await control.connections.create(connectionTo(site))
    await control.syncs.create(syncOf(connection))
    const token = String(site.connection['apiToken'])
    const { code, out } = await shell.run('export', '--home', control.home)
    expect(code).toBe(0)
    expect(out).not.toContain(token)
    // The server's own file, wherever the configuration is put.
    const file = join(control.home, 'warehouses', 'wiki.duckdb')
    expect(JSON.parse(out)).toMatchObject({ warehouse: { path: file } })
    await shell.write('sync.json', out)
    shell.environment['CONFLUENCE_API_TOKEN'] = token
    expect((await shell.run('sync', '--config', 'sync.json')).code).toBe(0)
    expect(existsSync(file)).toBe(true)
    expect((await shell.run('export', '--home', control.home, '--sync', 'other')).code).toBe(2)
  })
})
