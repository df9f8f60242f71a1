/**
 * The text with case differences removed, by full case folding (Unicode §3.13, CaseFolding.txt statuses C and F): `ß`
 * and `ẞ` fold to `ss`, `ſ` to `s`, `ς` to `σ`, which `toLowerCase` does not do. Folding by way of upper case is the
 * same for every Latin and Cyrillic letter but the Turkish `ı`, which no case folding takes for an `i`.
 */
export function foldCase(text: string): string {
  return text.replace(/[^ı]+/g, (run) => run.toLowerCase().toUpperCase().toLowerCase());
}
