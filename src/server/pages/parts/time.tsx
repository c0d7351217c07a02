/** In UTC for readers without scripts; assets/app.js puts it into the reader's own zone. */
export function Time({ at }: { readonly at: Date | string | null | undefined }) {
  const instant = at === null || at === undefined ? undefined : new Date(at)
  if (instant === undefined || Number.isNaN(instant.getTime())) return <span class="quiet">never</span>
  const iso = instant.toISOString()
  return <time datetime={iso}>{`${iso.slice(0, 16).replace('T', ' ')} UTC`}</time>
}
