/**
 * Ties a sign-in to the browser that it began in, so that nobody can have somebody else finish theirs. One value serves
 * all sign-ins of a browser, in however many of its windows.
 */
import { newSecret } from '../core/secret-box.js';

const lastsSeconds = 600;

export interface BrowserCookie {
  /** The value that the browser sent, or null. */
  read(header: string | undefined): string | null;
  /** A header that gives the browser the value. */
  write(value: string): string;
}

export function newBrowserValue(): string {
  return newSecret('');
}

/** On https under a name that other hosts of the domain cannot set. */
export function createBrowserCookie(publicUrl: string): BrowserCookie {
  const isSecure = publicUrl.startsWith('https:');
  const name = isSecure ? '__Host-foyer-sign-in' : 'foyer-sign-in';
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_-]{43})(?:;|$)`);
  const attributes = `Path=/; Max-Age=${lastsSeconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    read: (header = '') => pattern.exec(header)?.[1] ?? null,
    write: (value) => `${name}=${value}; ${attributes}`,
  };
}
