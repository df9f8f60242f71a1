/** Streams of events: they last as long as what they were opened with, and no longer than the credential they came with. */
import type { Readable } from 'node:stream';
import type { Request } from 'express';
import { frameServicesOf } from './context.js';

/** What the source says until its caller would be refused; then the answer ends, as it does when the source ends. */
export async function* whileAdmitted(request: Request, source: Readable): AsyncGenerator<Buffer> {
  const ending = new AbortController();
  const unwatch = watch(request, () => {
    ending.abort();
    source.destroy();
  });
  try {
    for await (const chunk of source) yield chunk as Buffer;
  } catch (error) {
    if (!ending.signal.aborted) throw error;
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
