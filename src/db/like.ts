/** The text as LIKE takes it for itself: no sign of it stands for anything else. Prisma hands a text to LIKE as it is. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
