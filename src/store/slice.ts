/** Which rows of a list are asked for. */
export interface Slice {
  readonly limit: number
  readonly offset: number
}
