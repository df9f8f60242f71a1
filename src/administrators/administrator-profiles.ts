import { toAdministrator } from './administrator-representation.js';
import type { Administrator } from './administrators.schema.js';
import type { AdministratorsStore } from './administrators.store.js';

/** Administrators as they are shown to themselves. */
export class AdministratorProfiles {
  constructor(private readonly store: AdministratorsStore) {}

  async profileOf(id: string): Promise<Administrator> {
    const row = await this.store.find(id);
    if (row === null) throw new Error('an administrator signed in who is not there');
    return toAdministrator(row);
  }
}
