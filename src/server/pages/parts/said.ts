interface Saying {
  readonly words: string
  /** Where most readers go from here. */
  readonly next?: { readonly href: string; readonly label: string }
}

/** What the next page says after something was done; the address carries the word, never a text. */
const sayings: Readonly<Record<string, Saying>> = {
  connection_saved: {
    words: 'The connection is saved.',
    next: { href: '/syncs/new', label: 'Choose what to sync from it' },
  },
  connection_removed: { words: 'The connection is removed.' },
  sync_saved: { words: 'The sync is saved.' },
  sync_removed: { words: 'The sync is removed; its tables stay.' },
  paused: { words: 'The sync is paused: its schedule starts nothing until it is resumed.' },
  resumed: { words: 'The sync goes on by its schedule.' },
  cancelling: { words: 'The run was asked to stop; it ends with the batch in hand.' },
  settings_saved: { words: 'The settings are saved.' },
  seen: { words: 'All notices are marked as seen.' },
}

export const saidBy = (word: string | undefined): Saying | undefined =>
  word !== undefined && Object.hasOwn(sayings, word) ? sayings[word] : undefined
