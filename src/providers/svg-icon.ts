/**
 * Owns what an icon may hold (rule 8.2): shapes, gradients and their looks, by allow-list. What is not on it is refused
 * and not repaired: no scripts, styles, links, texts in other namespaces, entities, nor anything that loads or repeats.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { DomainError } from '../core/errors.js';

export const maximumIconBytes = 64 * 1024;
const maximumElements = 2_000;
const maximumDepth = 32;

const svgNamespace = 'http://www.w3.org/2000/svg';
const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const declaredNamespaces = 'http://www.w3.org/2000/xmlns/';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const elements = words(`
  svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop clipPath title desc`);

const attributes = words(`
  id viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points pathLength transform offset version baseProfile
  preserveAspectRatio gradientUnits gradientTransform spreadMethod clipPathUnits clip-path clip-rule color display
  fill fill-opacity fill-rule opacity overflow paint-order shape-rendering stop-color stop-opacity stroke
  stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
  vector-effect visibility role aria-label aria-hidden focusable`);

/** A reference to something in the icon itself is the only one. */
const ownReference = /^url\(#[\w.-]+\)$/;

class Unacceptable extends Error {}

/** The text of the icon. Throws `invalid-icon` with the first thing that may not be there. */
export function checkIcon(bytes: Buffer): string {
  try {
    return readIcon(bytes);
  } catch (error) {
    if (!(error instanceof Unacceptable)) throw error;
    throw new DomainError('invalid-icon', error.message);
  }
}

function readIcon(bytes: Buffer): string {
  if (bytes.length > maximumIconBytes) throw new Unacceptable('The icon is too large.');
  const text = textOf(bytes);
  const parser = new SaxesParser({ xmlns: true, position: true });
  let depth = 0;
  let count = 0;
  parser.on('error', () => refuse('It is not well-formed XML.'));
  parser.on('doctype', () => refuse('A document type may not be there.'));
  parser.on('processinginstruction', () => refuse('A processing instruction may not be there.'));
  parser.on('cdata', () => refuse('A CDATA section may not be there.'));
  parser.on('xmldecl', ({ encoding = 'UTF-8' }) => {
    if (encoding.toUpperCase() !== 'UTF-8') refuse('An icon is written in UTF-8.');
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    count += 1;
    if (depth > maximumDepth || count > maximumElements) refuse('It has too many elements.');
    if (count === 1 && tag.local !== 'svg') refuse('The root of an icon is svg.');
    checkTag(tag);
  });
  parser.on('closetag', () => (depth -= 1));
  parser.write(text).close();
  return text;
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unacceptable('An icon is written in UTF-8.');
  }
}

function refuse(what: string): never {
  throw new Unacceptable(what);
}

function checkTag({ uri, local, attributes: given }: SaxesTagNS): void {
  if (uri !== svgNamespace || !elements.has(local))
    refuse(`The element ${local.slice(0, 50)} may not be there.`);
  for (const attribute of Object.values(given)) checkAttribute(attribute);
}

function checkAttribute({ uri, local, value }: { uri: string; local: string; value: string }): void {
  const isNamespace = uri === declaredNamespaces;
  const isSpace = uri === xmlNamespace && (local === 'space' || local === 'lang');
  if (!isNamespace && !isSpace && !(uri === '' && attributes.has(local))) {
    refuse(`The attribute ${local.slice(0, 50)} may not be there.`);
  }
  // A backslash is how CSS would hide the word.
  if (!isNamespace && /url\s*\(|\\/i.test(value) && !ownReference.test(value.trim())) {
    refuse(`The attribute ${local.slice(0, 50)} may not refer to anything outside.`);
  }
}
