/** Owns what can be set from outside: environment and files, read once at start. */
export { ConfigurationError, readConfiguration, type Configuration } from './configuration.js';
export { keptEncryptionKey } from './encryption-key.js';
