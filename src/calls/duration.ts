/** In whole seconds; null while it lasts. */
export function durationOf(startedAt: Date, endedAt: Date | null): number | null {
  return endedAt === null ? null : Math.max(0, Math.floor((endedAt.getTime() - startedAt.getTime()) / 1000));
}
