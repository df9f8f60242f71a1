/** Rule 4.1: `transcriptsFull` takes effect only together with `transcripts`, whatever took that one away. */
import { maskOf, noRights, type RightMask } from './mask.js';

/** The right that depends, and the one it requires. */
export const dependent = maskOf(['transcriptsFull']);
export const required = maskOf(['transcripts']);

export function withDependenciesMet(held: RightMask): RightMask {
  return (held & required) === noRights ? held & ~dependent : held;
}
