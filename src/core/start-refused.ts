/** The service cannot start, and the message tells those who run it what to do: no stack trace helps them more. */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';
}
