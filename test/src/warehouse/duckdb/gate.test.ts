import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import { openGate } from '../../../../src/warehouse/duckdb/gate.ts'

test('work goes on side by side, also within other work', async () => {
  const gate = openGate()
  const meeting = new EventEmitter()
  const outer = gate.pass(() => gate.pass(() => once(meeting, 'there')))
  await gate.pass(async () => meeting.emit('there'))
  await outer
})

test('what must be alone is left undone while work is under way', async () => {
  const gate = openGate()
  const done: string[] = []
  const alone = () => gate.alone(async () => void done.push('alone'))
  await gate.pass(alone)
  expect(done).toEqual([])
  await expect(gate.pass(() => Promise.reject(new Error('full')))).rejects.toThrow('full')
  await alone()
  expect(done).toEqual(['alone'])
})

test('work waits for what is alone, however that ends', async () => {
  const gate = openGate()
  const seen: string[] = []
  const meeting = new EventEmitter()
  const held = once(meeting, 'there').then(() => Promise.reject(new Error('refused')))
  const alone = gate.alone(() => held).catch(() => void seen.push('alone'))
  const work = gate.pass(async () => void seen.push('work'))
  await gate.alone(async () => void seen.push('another'))
  expect(seen).toEqual([])
  meeting.emit('there')
  await Promise.all([alone, work])
  expect(seen.toSorted()).toEqual(['alone', 'work'])
})
