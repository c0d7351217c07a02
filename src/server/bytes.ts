/** A body that is made as it is taken: a piece is asked for when the one before has gone, none once nobody reads. */
export function bytesOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  return ReadableStream.from(encoded(pieces))
}

async function* encoded(pieces: AsyncIterable<string>) {
  const encoder = new TextEncoder()
  for await (const piece of pieces) yield encoder.encode(piece)
}
