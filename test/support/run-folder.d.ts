/** Stops the PostgreSQL of the folder at once and removes its files. */
export function removeRunFolder(folder: string): void;
