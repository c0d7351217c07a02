import { type Route, route } from '../route.ts'
import { empty, listOf, nothing, paging, pagingOf } from '../shapes/basics.ts'
import { delivery, notice, notificationInput, notificationSettings } from '../shapes/notifications.ts'

export const notifications: readonly Route[] = [
  route('get /notifications', {
    summary: 'What went wrong, and what is well again, newest first',
    takes: paging,
    answer: listOf(notice),
    handle: ({ control, taken }) => control.notifications.list(pagingOf(taken)),
  }),
  route('post /notifications/seen', {
    summary: 'Take note of all of them',
    takes: nothing,
    answer: empty,
    status: 204,
    handle: ({ control }) => control.notifications.markSeen(),
  }),
  route('get /notifications/settings', {
    summary: 'Whom to tell, without the address',
    takes: nothing,
    answer: notificationSettings,
    handle: ({ control }) => control.notifications.settings(),
  }),
  route('put /notifications/settings', {
    summary: 'Say whom to tell; an address that is left out stays',
    takes: notificationInput,
    answer: notificationSettings,
    handle: ({ control, taken }) => control.notifications.update(taken),
  }),
  route('post /notifications/test', {
    summary: 'Try the webhook',
    takes: nothing,
    answer: delivery,
    handle: ({ control, signal }) => control.notifications.test(signal),
  }),
]
