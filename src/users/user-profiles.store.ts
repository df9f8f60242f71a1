import type { Database } from '../db/database.js';
import { DomainError } from '../core/errors.js';
import { groupsOfUser, userJson } from './user-json.store.js';
import type { User } from './users.schema.js';

const profile = {
  name: 'user profile',
  text: `SELECT ${userJson({ serverName: '$2::text', groups: groupsOfUser })} AS "user" FROM users u WHERE u.id = $1::uuid`,
};

/** The user as the API shows one, in one statement: whoever signs in is given it. */
export class UserProfilesStore {
  constructor(
    private readonly db: Database,
    private readonly serverName: string,
  ) {}

  /** Throws `user-not-found` when somebody was deleted meanwhile. */
  async profileOf(id: string): Promise<User> {
    const { rows } = await this.db.pool.query<{ user: User }>({ ...profile, values: [id, this.serverName] });
    if (rows[0] === undefined)
      throw new DomainError('user-not-found', `There is no user ${JSON.stringify(id)}.`);
    return rows[0].user;
  }
}
