/** Owns the one namespace of everything that can be dialled by a bare name: logins, aliases, group-call IDs (rule 1.3). */
import { foldCase } from '../core/case-fold.js';

/** The form in which names are compared (rule 1.2): NFKC, case-folded. Equal for NFC and NFD, lower and upper case. */
export function foldName(name: string): string {
  return foldCase(name.normalize('NFKC')).normalize('NFKC');
}
