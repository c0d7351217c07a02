export const size = { width: 520, height: 170, left: 48, right: 8, top: 10, bottom: 24 } as const

/** A round number at or above the largest value, so that the axis ends on one that is easy to read. */
export function niceTop(largest: number): number {
  if (largest <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(largest))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= largest) ?? 10
  return step * power
}

/** Where the point stands: evenly from left to right. */
export function across(index: number, count: number): number {
  const room = size.width - size.left - size.right
  return size.left + (room * (index + 0.5)) / Math.max(1, count)
}

export function down(value: number, top: number): number {
  const room = size.height - size.top - size.bottom
  return size.height - size.bottom - (room * Math.min(value, top)) / top
}
