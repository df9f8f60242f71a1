/** Streams of events: they last as long as what they were opened with, and no longer than the credential they came with. */
import { Readable } from 'node:stream';
import type { Request } from 'express';
import { frameServicesOf } from './context.js';

/** What the source says until its caller would be refused; then it ends, as it does when the source ends. */
export function whileAdmitted(request: Request, source: Readable): Readable {
  return Readable.from(untilCut(request, source));
}

async function* untilCut(request: Request, source: Readable): AsyncGenerator<Buffer> {
  const cutting = new AbortController();
  const unwatch = watch(request, () => {
    cutting.abort();
    source.destroy();
  });
  try {
    for await (const chunk of source) yield chunk as Buffer;
  } catch (error) {
    if (!cutting.signal.aborted) throw error;
  } finally {
    unwatch();
  }
}

/** Whoever did not have to say who they are loses nothing. */
function watch(request: Request, end: () => void): () => void {
  const { admission } = request.context;
  return admission === null
    ? () => undefined
    : frameServicesOf(request).credentialWatch.watch(admission, end);
}
