import type { Database } from '../db/database.js';
import type { UserReference } from '../users/index.js';

/** Whoever may sign in with a password, and what is stored of it. */
export interface StoredAccount {
  readonly id: string;
  readonly login: string;
  /** Null for somebody without a password. */
  readonly hash: string | null;
}

const userColumns = `SELECT u.id::text, u.login, p.hash FROM users u LEFT JOIN passwords p ON p.user_id = u.id`;

export class AccountsStore {
  constructor(private readonly db: Database) {}

  async findUser(reference: UserReference): Promise<StoredAccount | null> {
    if (reference.kind === 'id') {
      return this.first('user by id', `${userColumns} WHERE u.id = $1::uuid`, reference.id);
    }
    const key = reference.kind === 'login' ? reference.folded : '';
    return this.first('user by login', `${userColumns} WHERE u.login_key = $1`, key);
  }

  async findAdministrator(loginKey: string): Promise<StoredAccount | null> {
    const text = `SELECT id::text, login, password_hash AS hash FROM administrators WHERE login_key = $1`;
    return this.first('administrator', text, loginKey);
  }

  /** Whether the administrator has signed in from the address within the last ninety days. */
  async isKnownAddress(administratorId: string, address: string): Promise<boolean> {
    const text = `
      SELECT 1 FROM sessions WHERE administrator_id = $1::uuid AND address = $2
        AND started_at > now() - interval '90 days' LIMIT 1`;
    const { rows } = await this.db.pool.query({
      name: 'known address',
      text,
      values: [administratorId, address],
    });
    return rows.length > 0;
  }

  private async first(name: string, text: string, value: string): Promise<StoredAccount | null> {
    const query = { name: `sign-in ${name}`, text, values: [value] };
    return (await this.db.pool.query<StoredAccount>(query)).rows[0] ?? null;
  }
}
