import { z } from 'zod'

const field = z.strictObject({
  name: z.string(),
  label: z.string(),
  help_text: z.string(),
  type: z.literal('string'),
  secret: z.boolean(),
  required: z.boolean(),
  placeholder: z.string().optional(),
})

const stream = z.strictObject({
  stream_name: z.string(),
  description: z.string(),
  supported_sync_strategies: z.array(z.enum(['Full Refresh', 'Incremental'])),
  source_defined_cursor: z.boolean(),
  default_cursor_field: z.string().nullable(),
  source_defined_primary_key: z.string(),
  json_schema: z.string(),
  depends_on_stream: z.array(z.string()),
  mandatory: z.boolean(),
  metadata: z.strictObject({ title: z.string(), cursor_fields: z.array(z.string()) }),
})

const manifest = z.strictObject({
  plugin_id: z.string(),
  plugin_name: z.string(),
  developer_id: z.string(),
  developer_name: z.string(),
  docs_url: z.string(),
  supports_inbound: z.literal(true),
  supported_outbound_strategies: z.array(z.string()).length(0),
  supported_connectivity_options: z.array(z.string()),
  /** The plugin's module, from the manifest's folder, as TypeScript source. */
  entry: z.string(),
  connection_methods: z.array(
    z.strictObject({ name: z.string(), description: z.string(), fields: z.array(field) }),
  ),
  inbound_configuration_form: z.strictObject({ fields: z.array(field) }),
  streams: z.array(stream),
  /** Questions that show what the landed tables are good for. */
  example_queries: z.array(z.strictObject({ title: z.string(), sql: z.string() })),
})

/** What an integration host reads to know the plugin, in the vocabulary of Snowflake integration hosts. */
export type Manifest = z.infer<typeof manifest>
export type ManifestField = z.infer<typeof field>
export type ManifestStream = z.infer<typeof stream>

export const manifestSchema = manifest
