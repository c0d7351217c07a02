import { z } from 'zod'
import { type Route, route } from '../route.ts'
import * as shapes from '../shapes.ts'
import { listOf, nothing, paging, pagingOf } from '../shapes.ts'

export const notifications: readonly Route[] = [
  route('get /notifications', {
    summary: 'What went wrong, and what is well again, newest first',
    takes: paging,
    answer: listOf(shapes.anything),
    handle: ({ control, taken }) => control.notifications.list(pagingOf(taken)),
  }),
  route('post /notifications/seen', {
    summary: 'Take note of all of them',
    takes: nothing,
    answer: shapes.empty,
    status: 204,
    handle: ({ control }) => control.notifications.markSeen(),
  }),
  route('get /notifications/settings', {
    summary: 'Whom to tell, without the address',
    takes: nothing,
    answer: shapes.notificationSettings,
    handle: ({ control }) => control.notifications.settings(),
  }),
  route('put /notifications/settings', {
    summary: 'Say whom to tell; an address that is left out stays',
    takes: shapes.notificationInput,
    answer: shapes.notificationSettings,
    handle: ({ control, taken }) => control.notifications.update(taken),
  }),
  route('post /notifications/test', {
    summary: 'Try the webhook',
    takes: nothing,
    answer: z.object({ delivered: z.boolean(), message: z.string() }),
    handle: ({ control, signal }) => control.notifications.test(signal),
  }),
]
