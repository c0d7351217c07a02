import { writeSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { openApp, readConfigText } from '../../src/app.ts'

// Run in a process of its own: a sync as the command line does it, in small batches, its events on standard output.
// It kills itself at the event of this number, from 1 on; 0 lets it live.
const [file = '', last = '', streamsAtOnce = '', fullRefresh = ''] = process.argv.slice(2)
const app = await openApp()
const config = app.configure(await readConfigText(file, process.env))
const limits = { ...config.limits, batchRows: 30, viewEveryMs: 0, streamsAtOnce: Number(streamsAtOnce) }
const options = {
  folder: dirname(file),
  signal: new AbortController().signal,
  fullRefresh: fullRefresh === 'full',
}
let seen = 0
for await (const event of app.sync({ ...config, limits }, options)) {
  writeSync(1, `${JSON.stringify(event)}\n`)
  seen += 1
  if (seen === Number(last)) process.kill(process.pid, 'SIGKILL')
}
