import { setFlagsFromString } from 'node:v8'

/**
 * Has JavaScript's garbage collected when there is half as much of it as there is in use. Left to itself, the heap of
 * a long run grows to several times what the run needs, the more the larger the site is; this costs some processor time.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--heap-growing-percent=50')
