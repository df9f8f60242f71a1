/** How long access tokens last, and the keys that sign them: each of these follows from the ones before it. */

/** Rule 14. */
export const accessTokenSeconds = 600;

/** How long a key is published before it signs. */
export const publishAheadSeconds = 300;

/** How long verifiers may keep the key set: a minute less, for clocks and for the way. */
export const keySetSeconds = publishAheadSeconds - 60;

/** How long a key stays published after it signed last: the longest life of a token, and a minute for clocks. */
export const retireAfterSeconds = accessTokenSeconds + 60;

/** How long a key that retired is kept, in case that some clock is very wrong. */
export const keptAfterwardsSeconds = 24 * 3600;
