/** What the next page says after something was done; the address carries the word, never a text. */
const sayings: Readonly<Record<string, string>> = {
  connection_saved: 'The connection is saved.',
  connection_removed: 'The connection is removed.',
  sync_saved: 'The sync is saved.',
  sync_removed: 'The sync is removed; its tables stay.',
  paused: 'The sync is paused: its schedule starts nothing until it is resumed.',
  resumed: 'The sync goes on by its schedule.',
  cancelling: 'The run was asked to stop; it ends with the batch in hand.',
  settings_saved: 'The settings are saved.',
  seen: 'All notices are marked as seen.',
}

export const saidBy = (word: string | undefined): string | undefined =>
  word !== undefined && Object.hasOwn(sayings, word) ? sayings[word] : undefined
