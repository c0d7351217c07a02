import { z } from 'zod'
import { resourceRoutes } from '../resource.ts'
import { type Route, route } from '../route.ts'
import { nothing } from '../shapes/basics.ts'
import { steps } from '../shapes/connections.ts'
import { plan } from '../shapes/plan.ts'
import { rebuilt, run, runOptions } from '../shapes/runs.ts'
import {
  exported,
  freshness,
  historyPoint,
  sync,
  syncDraft,
  syncInput,
  warehouseDraft,
} from '../shapes/syncs.ts'
import { stepsOf } from '../steps.ts'

export const syncs: readonly Route[] = [
  ...resourceRoutes({
    path: '/syncs',
    input: syncInput,
    view: sync,
    of: (control) => control.syncs,
    summaries: {
      list: 'Syncs by name, with their last and their present run',
      create: 'Make a sync',
      get: 'One sync',
      update: 'Change a sync; secrets that are left out stay',
      remove: 'Stop its runs and remove it; landed tables stay',
    },
  }),
  route('post /syncs/{id}/pause', {
    summary: 'Let its slots pass',
    takes: nothing,
    answer: sync,
    handle: ({ control, params }) => control.syncs.pause(params.id),
  }),
  route('post /syncs/{id}/resume', {
    summary: 'Run it by its schedule again',
    takes: nothing,
    answer: sync,
    handle: ({ control, params }) => control.syncs.resume(params.id),
  }),
  route('post /syncs/{id}/run', {
    summary: 'Run it now',
    takes: runOptions,
    answer: run,
    status: 202,
    handle: ({ control, params, taken }) => control.runs.start(params.id, taken),
  }),
  route('post /syncs/{id}/rebuild', {
    summary: 'Read these streams in full',
    takes: rebuilt,
    answer: run,
    status: 202,
    handle: ({ control, params, taken }) => control.runs.rebuild(params.id, taken.streams),
  }),
  route('get /syncs/{id}/plan', {
    summary: 'What a run would do now and what it would take; writes nothing',
    takes: nothing,
    answer: plan,
    handle: ({ control, params, signal }) => control.syncs.plan(params.id, signal),
  }),
  route('post /plans', {
    summary: 'What a run of a sync that is not saved would take',
    takes: syncDraft,
    answer: plan,
    handle: ({ control, taken, signal }) => control.syncs.planInput(taken.sync, signal, taken.syncId),
  }),
  route('get /syncs/{id}/export', {
    summary: 'The configuration file for the command line, with variables where secrets stand',
    takes: nothing,
    answer: exported,
    handle: ({ control, params }) => control.syncs.export(params.id),
  }),
  route('get /syncs/{id}/history', {
    summary: 'Runs that ended, oldest first, for pictures',
    takes: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).optional() }),
    answer: z.array(historyPoint),
    handle: ({ control, params, taken }) => control.syncs.history(params.id, taken.limit),
  }),
  route('get /syncs/{id}/freshness', {
    summary: 'When each stream last succeeded',
    takes: nothing,
    answer: z.array(freshness),
    handle: ({ control, params }) => control.syncs.freshness(params.id),
  }),
  route('post /warehouses/check', {
    summary: 'Test a warehouse',
    takes: warehouseDraft,
    answer: steps,
    handle: ({ control, taken, signal }) =>
      stepsOf(control.syncs.checkWarehouse(taken.warehouse, signal, taken.syncId)),
  }),
]
