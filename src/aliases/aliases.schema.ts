/** A short name that stands for a call string (rule 5.1). */
export interface Alias {
  id: string;
  /** As it was written; compared without regard to case. */
  alias: string;
  /** What it leads to, in its canonical form (rule 1.4): without the name of this server. */
  callString: string;
  /** RFC 3339 in UTC. */
  createdAt: string;
  updatedAt: string;
}

export interface AliasList {
  items: Alias[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}

/**
 * 1 to 32 Latin or Cyrillic letters, digits, `-` and `_` (rule 5.1).
 * @minLength 1
 * @maxLength 256
 */
export type AliasText = string;

/**
 * A login or group-call ID of this server, `user@server`, `\c\conference`, `\c\conference@server`, `#sip:…`, `#h323:…`
 * or `rtsp://…` (rule 1.4).
 * @minLength 1
 * @maxLength 1024
 */
export type AliasedCallString = string;

export interface NewAlias {
  alias: AliasText;
  callString: AliasedCallString;
}

/** What changes of an alias. */
export interface AliasPatch {
  alias?: AliasText;
  callString?: AliasedCallString;
}

/** Which aliases to delete. */
export interface AliasesToDelete {
  /**
   * Aliases or their UUIDs.
   * @minItems 1
   * @maxItems 1000
   */
  aliases: string[];
}

/** What became of each alias, in the order asked. */
export interface AliasDeletions {
  items: AliasDeletion[];
}

export interface AliasDeletion {
  /** As asked. */
  alias: string;
  result: 'deleted' | 'unknown';
}
