import { parentPort } from 'node:worker_threads'
import { bodyTextOf } from './body-text.ts'
import type { Bodies } from './body-texts.ts'

parentPort?.on('message', (bodies: Bodies) => parentPort?.postMessage(bodies.map(bodyTextOf)))
