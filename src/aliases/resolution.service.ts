/** Owns the question what a dialled string is, and where it leads (rules 5.2, 5.3 and 5.5). */
import { requireScope, type Actor } from '../core/actor.js';
import { isNobodyHere, printCallString, readCallString, type CallString } from '../core/call-string.js';
import { foldName } from '../names/index.js';
import { toAlias } from './alias-representation.js';
import { elsewhere, groupCallHere, malformed, nobody, userHere } from './destinations.js';
import type { Destination, Resolution } from './resolution.schema.js';
import type { FoundGroup, NameReading, ResolutionStore } from './resolution.store.js';

/** Members who are named in an answer at most. */
const maxMembers = 1_000;

const nobodyCalled = { users: [], total: 0 };

export class ResolutionService {
  constructor(
    private readonly store: ResolutionStore,
    private readonly serverName: string,
  ) {}

  async resolve(actor: Actor, dialled: string): Promise<Resolution> {
    requireScope(actor, 'resolve:read');
    const call = readCallString(dialled, this.serverName);
    if (call?.kind !== 'name') return asItIs(dialled, this.without(call));
    const reading = await this.store.ownerOf(foldName(call.name));
    const { alias } = reading;
    if (alias === null) return asItIs(dialled, await this.reached(reading, call));
    const leadsTo = await this.throughAlias(reading, alias.callString);
    return { dialled, kind: 'alias', place: 'here', callString: alias.alias, alias: toAlias(alias), leadsTo };
  }

  /** Rule 5.2: what an alias points to is taken as it is, and no name is looked up a second time. */
  private async throughAlias(reading: NameReading, callString: string): Promise<Destination> {
    const target = readCallString(callString, this.serverName);
    return target?.kind === 'name' ? this.reached(reading, target) : this.without(target);
  }

  /** Where something leads that is no name. */
  private without(call: Exclude<CallString, { kind: 'name' }> | null): Destination {
    if (call === null) return malformed;
    return isNobodyHere(call, this.serverName) ? nobody(printCallString(call)) : elsewhere(call);
  }

  private async reached(
    { user, group }: NameReading,
    { name }: Extract<CallString, { kind: 'name' }>,
  ): Promise<Destination> {
    if (user !== null) return userHere(user, this.serverName);
    if (group !== null) return groupCallHere(group, await this.called(group), this.serverName);
    return nobody(name);
  }

  /** Rule 3.4: the members who may be called, and nobody while call pickup is off. */
  private async called(group: FoundGroup) {
    return group.enabled ? this.store.calledMembers(group, maxMembers) : nobodyCalled;
  }
}

/** Whatever is no alias leads to itself. */
function asItIs(dialled: string, leadsTo: Destination): Resolution {
  const { kind, place, callString } = leadsTo;
  return { dialled, kind, place, callString, alias: null, leadsTo };
}
