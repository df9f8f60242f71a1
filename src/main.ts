/** Reads the configuration, starts the service, and stops it on a signal. */
import { readConfiguration } from './config/index.js';
import { StartRefused } from './core/start-refused.js';
import { createLoggers } from './http/log.js';
import { startService } from './service.js';

async function main(): Promise<void> {
  // As the first process of a container it would not feel a signal that nobody listens to.
  process.once('SIGTERM', exitNow).once('SIGINT', exitNow);
  const configuration = readConfiguration(process.env);
  const loggers = createLoggers(configuration.logLevel);
  const { log } = loggers;
  const service = await startService(configuration, loggers);
  log.info({ port: service.port, publicUrl: configuration.publicUrl }, 'ready');
  // Not through the log, which may be kept: this is shown once, and to whoever started the service.
  if (service.firstApiKey !== null) process.stdout.write(firstKeyNotice(service.firstApiKey));

  const stop = (signal: string) => {
    log.info({ signal }, 'stopping');
    service.stop().then(
      () => end(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        end(1);
      },
    );
  };
  const end = (code: number) => log.flush(() => process.exit(code));
  process.off('SIGTERM', exitNow).off('SIGINT', exitNow);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** While it starts there is nobody to wait for: whatever is half made is undone or taken over at the next start. */
function exitNow(): void {
  process.exit(0);
}

function firstKeyNotice(key: string): string {
  return `\nThe first API key, with every scope. It is shown this once:\n\n  ${key}\n\n`;
}

main().catch((error: unknown) => {
  process.stderr.write(`Foyer cannot start. ${messageOf(error)}\n`);
  process.exit(1);
});

function messageOf(error: unknown): string {
  if (error instanceof StartRefused) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
