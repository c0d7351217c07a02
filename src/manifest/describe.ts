import { z } from 'zod'
import type { ConnectionMethod, Plugin } from '../contract/plugin.ts'
import type { Stream } from '../contract/stream.ts'
import type { Manifest, ManifestField, ManifestStream } from './manifest.ts'

type Described = Pick<Manifest, 'connection_methods' | 'inbound_configuration_form' | 'streams'>

/** The parts of the manifest that the plugin's code decides; a test holds the committed file against them. */
export function describePlugin(plugin: Plugin): Described {
  return {
    connection_methods: plugin.connectionMethods.map(describeMethod),
    inbound_configuration_form: { fields: fieldsOf(plugin.parameters) },
    streams: plugin.streams.map(describeStream),
  }
}

function describeMethod({ name, description, settings }: ConnectionMethod) {
  return { name, description, fields: fieldsOf(settings) }
}

function describeStream(stream: Stream): ManifestStream {
  const incremental = stream.strategies.includes('incremental')
  return {
    stream_name: stream.name,
    description: stream.description,
    supported_sync_strategies: incremental ? ['Full Refresh', 'Incremental'] : ['Full Refresh'],
    source_defined_cursor: incremental,
    default_cursor_field: stream.cursorFields?.[0] ?? null,
    source_defined_primary_key: stream.primaryKey,
    json_schema: `schemas/${stream.name}.json`,
    depends_on_stream: [...(stream.dependsOn ?? [])],
    mandatory: false,
    metadata: { title: stream.title, cursor_fields: [...(stream.cursorFields ?? [])] },
  }
}

const formMeta = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  secret: z.boolean().optional(),
  examples: z.array(z.string()).optional(),
})

function fieldsOf(form: z.ZodObject): ManifestField[] {
  return Object.entries(form.shape).map(([name, type]) => describeField(name, type as z.ZodType))
}

function describeField(name: string, type: z.ZodType): ManifestField {
  const meta = formMeta.parse(type.meta() ?? {})
  const example = meta.examples?.[0]
  return {
    name,
    label: meta.title ?? name,
    help_text: meta.description ?? '',
    type: 'string',
    secret: meta.secret ?? false,
    required: !type.safeParse(undefined).success,
    ...(example === undefined ? {} : { placeholder: example }),
  }
}
