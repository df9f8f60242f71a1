/** Reads the configuration, starts the service, and stops it on a signal. */
import { ConfigurationError, readConfiguration } from './config/index.js';
import { createLoggers } from './http/log.js';
import { startService } from './service.js';

async function main(): Promise<void> {
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
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function firstKeyNotice(key: string): string {
  return `\nThe first API key, with every scope. It is shown this once:\n\n  ${key}\n\n`;
}

main().catch((error: unknown) => {
  const message = error instanceof ConfigurationError ? error.message : error;
  process.stderr.write(`Foyer cannot start. ${message instanceof Error ? (message.stack ?? message.message) : String(message)}\n`);
  process.exit(1);
});
