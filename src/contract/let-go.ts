/**
 * Empties a list that nobody needs any more. A generator holds on to what it gave last, and an optimised one to what it
 * gave long ago: with one above the other, each would keep a page of records for as long as a read takes.
 */
export const letGo = (list: readonly unknown[]): void => void Reflect.set(list, 'length', 0)
