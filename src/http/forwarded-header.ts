/** Reads the `for` parameters of the `Forwarded` header (RFC 7239 §4). */

/** One `name=value`, or nothing at all, and what ends it: `;` within a hop, `,` between hops, or the end. */
const pair = /[ \t]*(?:([!#$%&'*+.^_`|~\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*))[ \t]*)?(;|,|$)/gy;

/**
 * What each hop says of the one before it, in the order of the header: the node as written, without quotes. A hop
 * that names none, or several, is the empty string. A header that breaks the grammar is a single such hop, since an
 * unbalanced quote sent by a client could swallow what its proxy added.
 */
export function readForwardedFor(header: string): string[] {
  const hops: string[] = [];
  let nodes: string[] = [];
  for (const [, name, quoted, bare = '', end] of header.matchAll(pair)) {
    if (name?.toLowerCase() === 'for') nodes.push(quoted?.replace(/\\(.)/g, '$1') ?? bare);
    if (end === ';') continue;
    hops.push(nodes.length === 1 ? nodes[0]! : '');
    nodes = [];
    if (end === '') return hops;
  }
  return [''];
}
