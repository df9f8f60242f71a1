/**
 * What a test believes an organisation to be: it makes changes over HTTP, keeps account of them by itself, and knows
 * from that alone what everybody may do. It shares no code with the service.
 */
import type { Answer, HttpClient } from './http-client.js';
import type { Chance } from './random.js';
import { fifteen, rightsByTheRules, type Name, type Person } from './rights-oracle.js';

interface Member {
  isActive: boolean;
  readonly personal: Map<Name, 'grant' | 'deny'>;
  readonly groups: Set<string>;
}

const builtIn = ['ungrouped', 'federated', 'guests'] as const;
type BuiltIn = (typeof builtIn)[number];
type Zone = 'trusted' | 'external';

/** Rule 4.6. */
const neverGranted: Record<BuiltIn, readonly Name[]> = {
  ungrouped: ['operator', 'transcriptsFull'],
  federated: ['surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording'],
  guests: [
    'addressBookEditing',
    'groupConferences',
    'recording',
    'surveys',
    'transcripts',
    'transcriptsFull',
    'transcriptsRecording',
    'operator',
  ],
};

const logins = Array.from({ length: 30 }, (_, at) => `person${at}`);
/** Networks that come and go: 10.0.0.0/16 … 10.9.0.0/16, with one address in each. */
const networks = Array.from({ length: 10 }, (_, at) => at);
const addressIn = (network: number) => `10.${network}.1.2`;

/** A question, and the answer that the rules demand. */
export interface Expectation {
  readonly query: string;
  readonly rights: readonly Name[];
}

/** What a change was, and what is asked about it first. */
export interface Change {
  readonly what: string;
  readonly expectations: Expectation[];
  /** A bearer token that the change has brought to life or ended. */
  readonly credential?: { readonly token: string; readonly isGood: boolean };
}

export class Organisation {
  private readonly members = new Map<string, Member>();
  private readonly groups = new Map<string, Set<Name>>();
  private readonly builtIn: Record<BuiltIn, Set<Name>> = {
    ungrouped: new Set(),
    federated: new Set(),
    guests: new Set(),
  };
  private readonly zones: Record<Zone, Set<Name>> = { trusted: new Set(fifteen), external: new Set(fifteen) };
  private readonly trusted = new Set<number>();
  private readonly keys = new Map<string, string>();
  private readonly accounts = new Map<string, string>();
  private count = 0;

  constructor(
    private readonly client: HttpClient,
    private readonly chance: Chance,
  ) {}

  /** Reads what a fresh database holds, and fills it. */
  async found(): Promise<void> {
    for (const kind of builtIn) await this.readBuiltIn(kind);
    for (let at = 0; at < 6; at++) await this.createGroup();
    for (const login of logins.slice(0, 20)) await this.createUser(login);
  }

  /** A question about anybody, from anywhere. */
  anyQuestion(): Expectation {
    return this.question(this.chance.oneOf([...logins, 'guest', 'anna@elsewhere.example', 'stranger']));
  }

  /** The same without its answer, drawn by somebody else, so that the changes stay the same. */
  static anyQuery(chance: Chance): string {
    return `subject=${chance.oneOf(logins)}&ip=${addressIn(chance.oneOf(networks))}`;
  }

  async change(): Promise<Change> {
    const makers = [
      ...repeat(4, () => this.changeMembership()),
      ...repeat(2, () => this.addMembers()),
      ...repeat(3, () => this.changeGroupRights()),
      ...repeat(1, () => this.changeBuiltInRights()),
      ...repeat(4, () => this.changePersonalRights()),
      ...repeat(2, () => this.changeZoneRights()),
      ...repeat(2, () => this.changeSubnet()),
      ...repeat(2, () => this.changeActivity()),
      ...repeat(2, () => this.changeUser()),
      ...repeat(1, () => this.deleteGroup()),
      ...repeat(1, () => this.createGroup()),
      ...repeat(1, () => this.changeKey()),
      ...repeat(1, () => this.changeAccount()),
    ];
    return this.chance.oneOf(makers)();
  }

  private async changeMembership(): Promise<Change> {
    const [login, member] = this.anyMember();
    const group = this.chance.oneOf(this.groups.keys());
    if (member.groups.has(group)) {
      await this.send('DELETE', `/v1/groups/${group}/members/${login}`);
      member.groups.delete(group);
      return this.about(`${login} leaves a group`, login);
    }
    const groups = new Set([group, ...[...this.groups.keys()].filter(() => this.chance.below(4) === 0)]);
    await this.send('PUT', `/v1/users/${login}/groups`, { groups: [...groups] });
    member.groups.clear();
    for (const id of groups) member.groups.add(id);
    return this.about(`${login} is given other groups`, login);
  }

  private async addMembers(): Promise<Change> {
    const group = this.chance.oneOf(this.groups.keys());
    const users = [...this.members.keys()].filter(() => this.chance.below(5) === 0).slice(0, 5);
    if (users.length === 0) return this.changeMembership();
    await this.send('POST', `/v1/groups/${group}/members`, { users });
    for (const login of users) this.members.get(login)!.groups.add(group);
    return this.about('a group gets members', ...users);
  }

  private async changeGroupRights(): Promise<Change> {
    const [id, rights] = this.chance.oneOf(this.groups);
    await this.patchRights(`/v1/groups/${id}/rights`, rights, fifteen);
    const members = [...this.members].filter(([, { groups }]) => groups.has(id)).map(([login]) => login);
    return this.about('a group gets other rights', ...members.slice(0, 3));
  }

  private async changeBuiltInRights(): Promise<Change> {
    const kind = this.chance.oneOf(builtIn);
    const grantable = fifteen.filter((right) => !neverGranted[kind].includes(right));
    await this.patchRights(`/v1/groups/${kind}/rights`, this.builtIn[kind], grantable);
    const lonely = [...this.members].filter(([, { groups }]) => groups.size === 0).map(([login]) => login);
    return this.about(`${kind} get other rights`, 'guest', ...lonely.slice(0, 2));
  }

  private async changePersonalRights(): Promise<Change> {
    const [login, { personal }] = this.anyMember();
    const rights: Partial<Record<Name, string>> = {};
    for (const right of this.someRights(fifteen)) {
      const choice = this.chance.oneOf(['grant', 'deny', 'inherit'] as const);
      rights[right] = choice;
      if (choice === 'inherit') personal.delete(right);
      else personal.set(right, choice);
    }
    await this.send('PATCH', `/v1/users/${login}/rights`, { rights });
    return this.about(`${login} gets other personal rights`, login);
  }

  private async changeZoneRights(): Promise<Change> {
    const zone = this.chance.oneOf(['trusted', 'external'] as const);
    await this.patchRights(`/v1/zones/${zone}`, this.zones[zone], fifteen);
    return this.about(`the ${zone} zone allows something else`, ...this.anyMember().slice(0, 1).map(String));
  }

  private async changeSubnet(): Promise<Change> {
    const network = this.chance.oneOf(networks);
    const subnet = `10.${network}.0.0/16`;
    if (this.trusted.delete(network)) {
      await this.send('DELETE', `/v1/zones/trusted/subnets/${encodeURIComponent(subnet)}`);
    } else {
      await this.send('POST', '/v1/zones/trusted/subnets', { subnet });
      this.trusted.add(network);
    }
    const [login] = this.anyMember();
    return { what: `${subnet} changes its zone`, expectations: [this.question(login, network)] };
  }

  private async changeActivity(): Promise<Change> {
    const [login, member] = this.anyMember();
    member.isActive = !member.isActive;
    await this.send('PATCH', `/v1/users/${login}`, { active: member.isActive });
    return this.about(`${login} becomes ${member.isActive ? 'active' : 'inactive'}`, login);
  }

  private async changeUser(): Promise<Change> {
    const login = this.chance.oneOf(logins);
    if (!this.members.has(login)) return this.createUser(login);
    await this.send('DELETE', `/v1/users/${login}`);
    this.members.delete(login);
    return this.about(`${login} is deleted`, login);
  }

  private async createUser(login: string): Promise<Change> {
    const groups = [...this.groups.keys()].filter(() => this.chance.below(4) === 0);
    await this.send('POST', '/v1/users', { login, groups });
    this.members.set(login, { isActive: true, personal: new Map(), groups: new Set(groups) });
    return this.about(`${login} is created`, login);
  }

  private async createGroup(): Promise<Change> {
    const rights = new Set(this.someRights(fifteen));
    const body = { name: `Group ${this.count++}`, rights: recordOf(rights) };
    const { id } = (await this.send('POST', '/v1/groups', body)).json as { id: string };
    this.groups.set(id, rights);
    return this.about('a group is created', ...this.anyLogin());
  }

  private async deleteGroup(): Promise<Change> {
    if (this.groups.size < 4) return this.createGroup();
    const id = this.chance.oneOf(this.groups.keys());
    const members = [...this.members].filter(([, { groups }]) => groups.delete(id)).map(([login]) => login);
    if (this.chance.below(2) === 0) await this.send('DELETE', `/v1/groups/${id}`);
    else await this.send('POST', '/v1/groups/delete', { groups: [id] });
    this.groups.delete(id);
    return this.about('a group is deleted', ...members.slice(0, 3));
  }

  private async changeKey(): Promise<Change> {
    if (this.keys.size > 1) return this.withdraw('api-keys', this.keys);
    const body = { name: 'key', scopes: ['rights:read', 'zone:assert'] };
    const { id, key } = (await this.send('POST', '/v1/api-keys', body)).json as { id: string; key: string };
    this.keys.set(id, key);
    return { ...this.about('an API key is created'), credential: { token: key, isGood: true } };
  }

  private async changeAccount(): Promise<Change> {
    if (this.accounts.size > 1) return this.withdraw('service-accounts', this.accounts);
    const body = { name: 'account', scopes: ['rights:read', 'zone:assert'] };
    const account = (await this.send('POST', '/v1/service-accounts', body)).json as {
      id: string;
      secret: string;
    };
    const form = `grant_type=client_credentials&client_id=${account.id}&client_secret=${account.secret}`;
    const issued = await this.client.ask('/oauth2/token', { method: 'POST', form, bearer: null });
    const token = (issued.json as { access_token: string }).access_token;
    this.accounts.set(account.id, token);
    return { ...this.about('a service account is created'), credential: { token, isGood: true } };
  }

  private async withdraw(kind: string, tokens: Map<string, string>): Promise<Change> {
    const [id, token] = this.chance.oneOf(tokens);
    await this.send('DELETE', `/v1/${kind}/${id}`);
    tokens.delete(id);
    return { ...this.about(`one of the ${kind} is deleted`), credential: { token, isGood: false } };
  }

  private about(what: string, ...logins: string[]): Change {
    return { what, expectations: [...logins.map((login) => this.question(login)), this.anyQuestion()] };
  }

  private question(who: string, network = this.chance.oneOf(networks)): Expectation {
    const zone = this.zones[this.trusted.has(network) ? 'trusted' : 'external'];
    const rights = [...rightsByTheRules(this.personOf(who), { ...this.builtIn, zone })];
    const subject = who === 'guest' ? 'kind=guest' : `subject=${who}`;
    return { query: `${subject}&ip=${addressIn(network)}`, rights };
  }

  private personOf(who: string): Person {
    if (who === 'guest') return { is: 'guest' };
    // Federation is off: no home server answers.
    if (who.includes('@')) return { is: 'federated', home: undefined };
    const member = this.members.get(who);
    if (member === undefined) return { is: 'stranger' };
    const groups = [...member.groups].map((id) => this.groups.get(id)!);
    return { is: 'member', isActive: member.isActive, personal: member.personal, groups };
  }

  private anyMember(): [string, Member] {
    return this.chance.oneOf(this.members);
  }

  private anyLogin(): string[] {
    return [...this.members.keys()].slice(0, 1);
  }

  private someRights(among: readonly Name[]): Name[] {
    const density = 1 + this.chance.below(3);
    return among.filter(() => this.chance.below(4) < density);
  }

  /** Turns some of the rights over. */
  private async patchRights(path: string, rights: Set<Name>, among: readonly Name[]): Promise<void> {
    const patch: Partial<Record<Name, boolean>> = {};
    for (const right of this.someRights(among)) {
      patch[right] = !rights.has(right);
      if (!rights.delete(right)) rights.add(right);
    }
    await this.send('PATCH', path, { rights: patch });
  }

  private async readBuiltIn(kind: BuiltIn): Promise<void> {
    const { rights } = (await this.send('GET', `/v1/groups/${kind}/rights`)).json as {
      rights: Record<Name, boolean>;
    };
    for (const right of fifteen) if (rights[right]) this.builtIn[kind].add(right);
  }

  private async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.client.ask(path, { method, body });
    if (answer.status >= 300)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.text}`);
    return answer;
  }
}

function recordOf(rights: ReadonlySet<Name>): Record<string, boolean> {
  return Object.fromEntries(fifteen.map((right) => [right, rights.has(right)]));
}

function repeat<Item>(times: number, item: Item): Item[] {
  return Array.from({ length: times }, () => item);
}
