// Loads every space with the loader of LangChain, one after the other; which spaces there are is known before.
import { ConfluencePagesLoader } from '@langchain/community/document_loaders/web/confluence'

const { url, email, apiToken } = JSON.parse(process.argv[2])
const keys = await spaceKeys()
let records = 0
const start = performance.now()
for (const spaceKey of keys) {
  const loader = new ConfluencePagesLoader({
    baseUrl: `${url}/wiki`,
    spaceKey,
    username: email,
    accessToken: apiToken,
    limit: 100,
  })
  records += (await loader.load()).length
}
const seconds = (performance.now() - start) / 1000
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
const taken = { peakBytes: maxRSS * 1024, processorSeconds: (userCPUTime + systemCPUTime) / 1e6 }
process.stdout.write(`${JSON.stringify({ seconds, records, ...taken })}\n`)

async function spaceKeys() {
  const authorization = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`
  const found = []
  for (let path = '/wiki/api/v2/spaces?limit=250'; path; ) {
    const answer = await (await fetch(`${url}${path}`, { headers: { authorization } })).json()
    found.push(...answer.results.map(({ key }) => key))
    path = answer._links.next
  }
  return found
}
