import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { connectionTo, openTestControl, syncOf } from '../../support/control.ts'
import { openSite } from '../../support/site.ts'

const every = { kind: 'every', minutes: 10 } as const
const ended = { status: 'succeeded', reason: null, code: null, listed: 0, landed: 0 } as const

describe('a sync', () => {
  it('is refused a schedule that cannot be understood, and keeps the one that it has', async () => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const { id } = await control.syncs.create(syncOf(connection, { schedule: every }))
    const wrong = { kind: 'cron', expression: '61 * * * *', timeZone: 'UTC' } as const
    await expect(control.syncs.update(id, syncOf(connection, { schedule: wrong }))).rejects.toMatchObject({
      code: 'schedule_invalid',
      field: 'schedule.expression',
    })
    expect(await control.syncs.get(id)).toMatchObject({ schedule: every })
  })

  it('that is not paused keeps the slot that is due when it is resumed', async () => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const { id } = await control.syncs.create(syncOf(connection))
    control.books.syncs.makeDue(id, 1)
    await control.syncs.resume(id)
    expect(control.books.syncs.find(id)?.nextAt).toEqual(new Date(1))
  })

  it('is removed after every run of it has ended, also one that began meanwhile', async () => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const { id } = await control.syncs.create(syncOf(connection))
    const { runs } = control.books
    const begin = async () => {
      const run = await control.runs.start(id)
      runs.claim('another server', control.now())
      return async () => {
        runs.end(run.id, 'another server', ended, control.now())
        await control.runs.cancel(run.id)
      }
    }
    const endFirst = await begin()
    const removing = control.syncs.remove(id)
    await nextTurn()
    const ending = endFirst()
    const endSecond = await begin()
    await ending
    await nextTurn()
    expect(control.books.syncs.find(id)).toBeDefined()
    await endSecond()
    await removing
    expect(control.books.syncs.find(id)).toBeUndefined()
  })

  it.each(['toString', '__proto__'])('has no stream %s to run', async (stream) => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const { id } = await control.syncs.create(syncOf(connection))
    await expect(control.runs.start(id, { streams: [stream] })).rejects.toMatchObject({ field: 'streams' })
  })
})
