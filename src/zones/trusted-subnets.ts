/** What a list of trusted subnets may be (rule 7.2). */
import { DomainError, type FieldError } from '../core/errors.js';
import { coversEverything, formatSubnet, parseSubnet } from './subnet.js';

/** The subnets in canonical form, each once. Throws `invalid-subnet` naming every bad one. */
export function canonicalSubnets(texts: readonly string[], confirmEverything: boolean): string[] {
  const errors: FieldError[] = [];
  const canonical = texts.map((text, at) => tryCanonical(text, `/subnets/${at}`, confirmEverything, errors));
  if (errors.length > 0) throw new DomainError('invalid-subnet', errors[0]!.detail, errors);
  return [...new Set(canonical)];
}

function tryCanonical(text: string, pointer: string, confirmed: boolean, errors: FieldError[]): string {
  try {
    return canonicalSubnet(text, confirmed);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid-subnet') throw error;
    errors.push({ pointer, detail: error.detail });
    return '';
  }
}

/** One subnet in canonical form; trusting everything takes an explicit word. */
export function canonicalSubnet(text: string, confirmEverything: boolean): string {
  const subnet = parseSubnet(text);
  if (coversEverything(subnet) && !confirmEverything) {
    throw new DomainError('everything-trusted', `${formatSubnet(subnet)} would trust every address there is.`);
  }
  return formatSubnet(subnet);
}
