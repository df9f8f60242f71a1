/** What a list of trusted subnets may be (rule 7.2). */
import { DomainError, type FieldError } from '../core/errors.js';
import { createSubnetMatcher } from './subnet-matcher.js';
import { formatSubnet, parseSubnet } from './subnet.js';

/** The subnets in canonical form, each once. Throws `invalid-subnet` naming every bad one. */
export function canonicalSubnets(texts: readonly string[]): string[] {
  const errors: FieldError[] = [];
  const canonical = texts.map((text, at) => tryCanonical(text, `/subnets/${at}`, errors));
  if (errors.length > 0) throw new DomainError('invalid-subnet', errors[0]!.detail, errors);
  return [...new Set(canonical)];
}

/** One subnet in canonical form. Throws `invalid-subnet`. */
export function canonicalSubnet(text: string): string {
  return formatSubnet(parseSubnet(text));
}

/** Throws `everything-trusted` for a list that comes to trust every address, in one subnet or in halves. */
export function requireConfirmation(
  before: readonly string[],
  wanted: readonly string[],
  confirmEverything: boolean | undefined,
): void {
  if (confirmEverything === true || !trustsEverything(wanted) || trustsEverything(before)) return;
  throw new DomainError('everything-trusted', 'Together these subnets would trust every address there is.');
}

function trustsEverything(subnets: readonly string[]): boolean {
  return createSubnetMatcher(subnets.map(parseSubnet)).coversEverything;
}

function tryCanonical(text: string, pointer: string, errors: FieldError[]): string {
  try {
    return canonicalSubnet(text);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid-subnet') throw error;
    errors.push({ pointer, detail: error.detail });
    return '';
  }
}
