// What the pages do beside htmx. Everything works without it, only less comfortably.

/** Times are written in UTC by the server and read in the reader's own zone. */
function localTimes(root) {
  for (const time of root.querySelectorAll('time[datetime]:not([data-local])')) {
    const at = new Date(time.dateTime)
    if (Number.isNaN(at.getTime())) continue
    time.textContent = ('exact' in time.dataset ? toTheSecond : toTheMinute).format(at)
    time.title = inFull.format(at)
    time.dataset.local = ''
  }
  for (const stamp of root.querySelectorAll('text[data-at]')) {
    stamp.textContent = toTheMinute.format(new Date(stamp.dataset.at))
    delete stamp.dataset.at
  }
}

const toTheMinute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const toTheSecond = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const inFull = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

/** Which zone the times of this page are in, by its name and by how far it is from UTC now. */
function namedZone(root) {
  for (const zone of root.querySelectorAll('[data-zone]')) {
    const { timeZone } = toTheMinute.resolvedOptions()
    const offset = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' })
      .formatToParts(new Date())
      .find(({ type }) => type === 'timeZoneName')
    zone.textContent = timeZone === 'UTC' ? 'UTC' : `${timeZone} (${offset.value})`
  }
}

/** A zone that nobody has chosen yet is the reader's own. */
function ownZones(root) {
  for (const zone of root.querySelectorAll('input[data-own-zone]')) {
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone
    delete zone.dataset.ownZone
  }
}

/** A part that depends on another field (`data-when="schedule.kind=cron"`) shows, and is sent, only when it applies. */
function dependentParts(root) {
  for (const part of root.querySelectorAll('[data-when]')) {
    const [name, value] = part.dataset.when.split('=')
    const chosen = part.closest('form')?.elements.namedItem(name)
    const applies = value.split('|').includes(chosen?.value)
    part.hidden = !applies
    if ('disabled' in part) part.disabled = !applies
  }
}

/** Each line of the answer is a piece of the page, shown as it comes: the steps of a check, while they happen. */
async function streamInto(target, form, submitter) {
  const answer = await fetch(submitter?.formAction || form.action, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form, submitter)),
    headers: { 'X-Stream': 'lines' },
  })
  if (!answer.ok || answer.body === null) throw new Error(`${answer.status}`)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    const lines = (rest + (value ?? '')).split('\n')
    rest = done ? '' : lines.pop()
    for (const line of lines) if (line !== '') target.insertAdjacentHTML('beforeend', line)
    if (done) return
  }
}

async function check(form, submitter) {
  const target = document.querySelector(submitter.dataset.stream)
  target.replaceChildren()
  target.setAttribute('aria-busy', 'true')
  submitter.disabled = true
  try {
    await streamInto(target, form, submitter)
  } catch {
    target.insertAdjacentHTML('beforeend', '<p class="error">The server did not answer; try again.</p>')
  }
  submitter.disabled = false
  target.removeAttribute('aria-busy')
}

document.addEventListener('submit', (event) => {
  if (event.submitter?.dataset.stream === undefined) return
  event.preventDefault()
  void check(event.target, event.submitter)
})
// Nobody sees what is wrong with a field in a part that is closed.
document.addEventListener(
  'invalid',
  (event) => event.target.closest('details')?.setAttribute('open', ''),
  true,
)
/** Enter in a search of its own presses the button beside it, not the one that sends the whole form. */
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !event.target.id) return
  const button = document.querySelector(`[data-enter-of="#${CSS.escape(event.target.id)}"]`)
  if (button === null) return
  event.preventDefault()
  button.click()
})
document.addEventListener('change', (event) => {
  if (event.target.form) dependentParts(event.target.form)
})
document.addEventListener('htmx:afterSwap', (event) => prepare(event.detail.elt?.parentElement ?? document))
document.addEventListener('htmx:sendError', (event) =>
  said(event, 'The server could not be reached; try again.'),
)
document.addEventListener('htmx:timeout', (event) => said(event, 'That took too long; try again.'))

function said(event, words) {
  const target = event.detail.target ?? event.detail.elt
  const message = document.createElement('p')
  message.className = 'error'
  message.textContent = words
  target.replaceChildren(message)
}

function prepare(root) {
  localTimes(root)
  namedZone(root)
  ownZones(root)
  dependentParts(root)
}

prepare(document)
