/** A text as a part of an address; half a surrogate pair, which no address can hold, becomes the replacement character. */
export const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
