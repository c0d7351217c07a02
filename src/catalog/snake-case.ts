/** A field's column name: `lastModifiedAt` → `last_modified_at`, `pageURL2` → `page_url2`, `HTMLBody` → `html_body`. */
export function snakeCase(field: string): string {
  return field
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
}
