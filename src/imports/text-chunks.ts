/** The text of a file while it comes: strict UTF-8 without NUL, in pieces small enough to work on between two requests. */
import { DomainError } from '../core/errors.js';

/** A few hundred rows: parsing them takes some milliseconds, in which nobody else is answered. */
const pieceBytes = 16 * 1024;

/** How long a file may pause on its way, in ms. */
const patienceMs = 30_000;

/** Throws `malformed-import` for what is no UTF-8, or has a NUL character in it; a byte order mark is left out. */
export async function* textChunks(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of withPatience(source)) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      const text = decode(decoder, chunk.subarray(at, at + pieceBytes));
      if (text !== '') yield text;
    }
  }
  const rest = decode(decoder, undefined);
  if (rest !== '') yield rest;
}

type Decoder = InstanceType<typeof TextDecoder>;

function decode(decoder: Decoder, bytes: Uint8Array | undefined): string {
  const text = attempt(decoder, bytes);
  if (text.includes('\0')) throw new DomainError('malformed-import', 'The file has a NUL character in it.');
  return text;
}

function attempt(decoder: Decoder, bytes: Uint8Array | undefined): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    throw new DomainError('malformed-import', 'The file is not in UTF-8.');
  }
}

/** Whoever sends nothing for too long is not waited for. */
async function* withPatience(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await soon(chunks.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not waited for: a source that is mute does not end either.
    void chunks.return?.().catch(() => undefined);
  }
}

async function soon<Value>(value: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const detail = `The file did not go on for ${patienceMs / 1000} seconds.`;
    timer = setTimeout(() => reject(new DomainError('malformed-import', detail)), patienceMs);
  });
  return Promise.race([value, late]).finally(() => clearTimeout(timer));
}
