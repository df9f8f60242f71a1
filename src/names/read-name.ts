import { parseCallString } from '../core/call-string.js';
import { foldName } from './fold-name.js';

/**
 * The bare name that the text is, in NFC; null for a text that is none, as written or in the form in which names are
 * compared. Whatever is stored as a name can therefore be dialled, and turns into no other kind of call string.
 */
export function readName(text: string): string | null {
  const written = text.normalize('NFC');
  return isName(written) && isName(foldName(text)) ? written : null;
}

function isName(text: string): boolean {
  const call = parseCallString(text);
  return call?.kind === 'name' && call.name === text;
}
