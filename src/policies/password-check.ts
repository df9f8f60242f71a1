/** Owns what a password must have (rule 9.1): pure, and everything that is missing at once. */
import { foldName } from '../names/index.js';
import type { PasswordPolicy } from './policies.schema.js';

/** A requirement by its name in the policy; the last two hold whatever the policy says. */
export type PasswordRequirement = keyof PasswordPolicy | 'maxLength' | 'validText';

export interface UnmetRequirement {
  requirement: PasswordRequirement;
  /** For people; never holds any of the password. */
  detail: string;
}

/** Whose password it would be, and what is known to be guessed first. */
export interface PasswordContext {
  login: string;
  serverName: string;
  /** Whether everybody tries this one, given in the form of `foldName`. */
  isCommon: (folded: string) => boolean;
}

/** UTF-16 code units, which 128 characters of the longest emoji families do not fill. Nothing is ever cut off. */
export const maxPasswordLength = 4096;

type Check = (password: string, policy: PasswordPolicy, context: PasswordContext) => boolean;

/** Each requirement, and whether a password in NFC meets it. */
const checks: Record<PasswordRequirement, Check> = {
  validText: (password) => !password.includes('\0') && !/\p{Cs}/u.test(password),
  maxLength: (password) => password.length <= maxPasswordLength,
  minLength: (password, { minLength }) => countCharacters(password, minLength) >= minLength,
  requireUpper: (password, { requireUpper }) => !requireUpper || /[\p{Lu}\p{Lt}]/u.test(password),
  requireLower: (password, { requireLower }) => !requireLower || /\p{Ll}/u.test(password),
  requireDigit: (password, { requireDigit }) => !requireDigit || /\p{Nd}/u.test(password),
  requireSpecial: (password, { requireSpecial }) => !requireSpecial || /[\p{P}\p{S}\p{Zs}]/u.test(password),
  blocklist: (password, { blocklist }, context) => !blocklist || !isGuessedFirst(password, context),
};

const details: Record<PasswordRequirement, (policy: PasswordPolicy) => string> = {
  validText: () => 'No NUL character and no half of a character.',
  maxLength: () => `At most ${maxPasswordLength} UTF-16 code units.`,
  minLength: ({ minLength }) => `At least ${minLength} characters.`,
  requireUpper: () => 'At least one capital letter.',
  requireLower: () => 'At least one small letter.',
  requireDigit: () => 'At least one digit.',
  requireSpecial: () => 'At least one character that is neither a letter nor a digit.',
  blocklist: () => 'Not a common password, nor the login or the name of the server.',
};

const requirements = Object.keys(checks) as PasswordRequirement[];

/** What the password lacks, in one order; empty when it is acceptable. */
export function unmetRequirements(
  policy: PasswordPolicy,
  password: string,
  context: PasswordContext,
): UnmetRequirement[] {
  const text = canonicalPassword(password);
  return requirements
    .filter((requirement) => !checks[requirement](text, policy, context))
    .map((requirement) => ({ requirement, detail: details[requirement](policy) }));
}

/** The form that is checked and hashed: one keyboard sends `é` as one code point, another as two. */
export function canonicalPassword(password: string): string {
  return password.normalize('NFC');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters as a person counts them (UAX #29); stops at `enough`. */
function countCharacters(text: string, enough: number): number {
  let count = 0;
  for (const _character of segmenter.segment(text)) {
    count += 1;
    if (count === enough) break;
  }
  return count;
}

/** The whole password is compared, as NIST SP 800-63B-4 §3.1.1.2 has it: a word in a long sentence does no harm. */
function isGuessedFirst(password: string, { login, serverName, isCommon }: PasswordContext): boolean {
  const folded = foldName(password);
  const own = [login, serverName, `${login}@${serverName}`].map(foldName);
  return own.includes(folded) || isCommon(folded);
}
