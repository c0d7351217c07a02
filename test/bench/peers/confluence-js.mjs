// Reads every page as the documentation of confluence.js tells, in the largest pages it allows.
import { createV2Client } from 'confluence.js'

const { url, email, apiToken } = JSON.parse(process.argv[2])
const confluence = createV2Client({ host: url, auth: { type: 'basic', email, apiToken } })
let records = 0
let cursor
const start = performance.now()
do {
  const { results = [], _links } = await confluence.page.getPages({
    limit: 250,
    status: ['current', 'archived'],
    bodyFormat: 'storage',
    ...(cursor && { cursor }),
  })
  records += results.length
  cursor = _links?.next && new URL(_links.next, url).searchParams.get('cursor')
} while (cursor)
const seconds = (performance.now() - start) / 1000
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
const taken = { peakBytes: maxRSS * 1024, processorSeconds: (userCPUTime + systemCPUTime) / 1e6 }
process.stdout.write(`${JSON.stringify({ seconds, records, ...taken })}\n`)
