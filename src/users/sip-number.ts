/** The SIP number of a profile: `100`, `sip:100` and `#sip:100` mean the same and are kept as `#sip:100` (rule 1.4). */
export function canonicalSipNumber(text: string): string {
  return `#sip:${text.trim().replace(/^#?sip:/i, '')}`;
}
