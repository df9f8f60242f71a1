/** One request that succeeds for every operation that names scopes: what is common to all operations is tried with them. */
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { addJob, occupy } from '../support/jobs.js';
import { visibility } from '../api/policies/visibility.js';
import { createAlias, createGroup, createUser, join, signIn, type Agent, type Api } from '../api/api.js';
import type { DocumentedOperation } from '../support/openapi.js';
import { smallestPng } from './requests.js';

export interface Example {
  path: Record<string, string>;
  query?: object;
  body?: object | string;
  /** Where only somebody who signed in succeeds: their access token. */
  bearer?: string;
  /** The media type of a body that is not JSON, which is then a text or a Buffer. */
  type?: string;
}

/** A request that succeeds, on things of its own. */
export type Prepare = () => Promise<Example> | Example;

const fresh = () => `x${randomUUID().slice(0, 8)}`;
const nothing = () => ({ path: {} });
const noLimits = { incomingKbps: 1, outgoingKbps: null };
const noPolicy = {
  requireUpper: false,
  requireLower: false,
  requireDigit: false,
  requireSpecial: false,
  blocklist: true,
};
const provider = { type: 'custom', name: 'Matrix', clientId: 'foyer', issuer: 'https://sso.corp.example' };
const icon = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const lockoutPolicy = { enabled: true, maxFailures: 7, durationSeconds: 60, resetAfterSeconds: 60 };
const credential = { name: 'matrix', scopes: ['rights:read'] };
const meeting = { name: 'Meeting', kind: 'virtualRoom' };
const withBody = (prepare: Prepare, body: object) => async () => ({ ...(await prepare()), body });

/** By operation; each prepares what it needs with the service's own key. */
export function successfulRequests(api: Api): Record<string, Prepare> {
  const user = async () => ({ path: { user: (await createUser(api, fresh())).login } });
  const group = async () => ({ path: { group: (await createGroup(api, fresh())).id } });

  const job = async () => ({ path: { job: (await addJob(api())).id } });
  const alias = async () => ({ path: { alias: (await createAlias(api, fresh(), 'anybody')).alias } });

  async function membership() {
    const [person, team] = [await createUser(api, fresh()), await createGroup(api, fresh())];
    await join(api, team, person);
    return { path: { group: team.id, user: person.login } };
  }

  const newAdministrator = () => ({
    login: fresh(),
    password: 'nine herons cross the fjord',
    scopes: ['rights:read'],
  });

  async function administrator(): Promise<Example> {
    const body = { ...newAdministrator(), scopes: ['me'] };
    const { id } = (await api().request().post('/v1/administrators').send(body).expect(201)).body;
    await api()
      .request()
      .post('/v1/administrators')
      .send({ ...newAdministrator(), scopes: ['admin'] });
    return { path: { administrator: id as string } };
  }

  async function lockedAdministrator(): Promise<Example> {
    const example = await administrator();
    const key = `administrator/${example.path['administrator']}`;
    await api().assembly.db.prisma.attemptCounter.create({ data: { key, failures: 1 } });
    return example;
  }

  /** A session, as an administrator sees it or as its user does. */
  async function sessionOf(side: 'users' | 'me'): Promise<Example> {
    const { accessToken, session, user } = await signIn(api, await createUser(api, fresh()));
    const path = { session: session.id };
    return side === 'me' ? { path, bearer: accessToken } : { path: { ...path, user: user!.login } };
  }

  async function signedInUser(): Promise<Example> {
    const { accessToken } = await signIn(api, await createUser(api, fresh()));
    return { path: {}, bearer: accessToken };
  }

  /** What a signed-in user makes under `/v1/me`: its ID, as this parameter of the path. */
  async function own(parameter: string, path: string, body: object): Promise<Example> {
    const { bearer } = await signedInUser();
    const made = await api().request(bearer).post(`/v1/me/${path}`).send(body).expect(201);
    return { path: { [parameter]: made.body.id as string }, bearer };
  }

  async function ownAvatar(): Promise<Example> {
    const example = { ...(await signedInUser()), body: smallestPng, type: 'image/png' };
    await api()
      .request()
      .patch('/v1/settings')
      .send({ editableProfileFields: ['displayName', 'avatar'] });
    return example;
  }

  async function signedInUserWithAvatar(): Promise<Example> {
    const { path, bearer, body, type } = await ownAvatar();
    await api().request(bearer).put('/v1/me/avatar').type(type!).send(body).expect(204);
    return { path, bearer };
  }

  async function userWithAvatar() {
    const example = await user();
    const put = api().request().put(`/v1/users/${example.path.user}/avatar`).type('image/png');
    await put.send(smallestPng).expect(204);
    return example;
  }

  async function userWithDigestPassword() {
    const example = await user();
    const path = `/v1/users/${example.path.user}/digest-password`;
    await api().request().put(path).send({ password: '4711' }).expect(204);
    return example;
  }

  async function conference(): Promise<Example> {
    const path = { conference: fresh() };
    await api().request().put(`/v1/conferences/${path.conference}`).send(meeting).expect(201);
    return { path };
  }

  async function created(path: string): Promise<string> {
    return (await api().request().post(path).send(credential).expect(201)).body.id as string;
  }

  async function madeProvider() {
    const { body } = await api().request().post('/v1/providers').send(provider).expect(201);
    return { path: { provider: body.id as string } };
  }

  async function unlinked() {
    return { path: { ...(await user()).path, ...(await madeProvider()).path } };
  }

  async function trustedSubnet(): Promise<Example> {
    const subnet = `10.${Math.floor(Math.random() * 255)}.0.0/16`;
    await api().request().post('/v1/zones/trusted/subnets').send({ subnet });
    return { path: { subnet } };
  }

  const stranger = () => ({ callString: `${fresh()}@other.example` });
  const asOwner = { as: 'owner' };

  async function bookEntry(): Promise<Example> {
    const { path } = await user();
    const entries = `/v1/users/${path.user}/address-book/entries`;
    const { body } = await api().request().post(entries).send(stranger()).expect(201);
    return { path: { ...path, entry: body.id as string } };
  }

  const ownEntry = async () => own('entry', 'address-book/entries', stranger());
  const ownContactGroup = async () => own('contactGroup', 'address-book/contact-groups', { name: fresh() });

  async function groupBookEntry(): Promise<Example> {
    const { path } = await group();
    const entries = `/v1/groups/${path.group}/address-book/entries`;
    const { body } = await api().request().post(entries).send(stranger()).expect(201);
    return { path: { ...path, entry: body.id as string } };
  }

  async function contactGroup(): Promise<Example> {
    const { path } = await user();
    const groups = `/v1/users/${path.user}/address-book/contact-groups`;
    const { body } = await api().request().post(groups).query(asOwner).send({ name: fresh() }).expect(201);
    return { path: { ...path, contactGroup: body.id as string }, query: asOwner };
  }

  return {
    listAddressBookEntries: user,
    createAddressBookEntry: async () => ({ ...(await user()), body: stranger() }),
    getAddressBookEntry: bookEntry,
    updateAddressBookEntry: withBody(bookEntry, { displayName: 'Changed' }),
    deleteAddressBookEntry: bookEntry,
    listContactGroups: async () => ({ ...(await user()), query: asOwner }),
    createContactGroup: async () => ({ ...(await user()), query: asOwner, body: { name: fresh() } }),
    getContactGroup: contactGroup,
    updateContactGroup: withBody(contactGroup, { name: 'Changed' }),
    deleteContactGroup: contactGroup,
    getGroupAddressBook: group,
    replaceGroupAddressBook: withBody(group, { groups: ['ungrouped'] }),
    listGroupAddressBookEntries: group,
    createGroupAddressBookEntry: async () => ({ ...(await group()), body: stranger() }),
    deleteGroupAddressBookEntry: groupBookEntry,
    listUsers: nothing,
    createUser: () => ({ path: {}, body: { login: fresh() } }),
    getUser: user,
    updateUser: withBody(user, { company: 'Changed' }),
    deleteUser: user,
    getPersonalRights: user,
    updatePersonalRights: withBody(user, { rights: { operator: 'grant' } }),
    getUserApplicationSettings: user,
    replaceUserApplicationSettings: withBody(user, noLimits),
    getUserGroups: user,
    replaceUserGroups: async () => ({ ...(await user()), body: { groups: [(await group()).path.group] } }),
    getUserEffectiveRights: user,
    getAvatar: userWithAvatar,
    replaceAvatar: async () => ({ ...(await user()), body: smallestPng, type: 'image/png' }),
    deleteAvatar: userWithAvatar,
    getDigestPassword: userWithDigestPassword,
    replaceDigestPassword: withBody(user, { password: '4711' }),
    deleteDigestPassword: userWithDigestPassword,
    unlockUser: user,
    replaceUserPassword: withBody(user, { password: 'nine herons cross the fjord' }),
    getFieldVisibility: nothing,
    replaceFieldVisibility: () => ({ path: {}, body: visibility(() => Math.random() < 0.5) }),
    listPeople: () => ({ path: {}, query: { audience: 'guests' } }),
    getPerson: async () => ({
      path: { callId: (await createUser(api, fresh())).callId },
      query: { audience: 'members' },
    }),
    reportCalls: async () => {
      const participants = [{ user: (await createUser(api, fresh())).login, type: 'missed' }];
      const items = [{ sessionId: fresh(), startedAt: '2026-09-01T08:00:00Z', participants }];
      return { path: {}, body: { items } };
    },
    listUserCalls: user,
    listUserConferences: user,
    getConference: conference,
    replaceConference: () => ({ path: { conference: fresh() }, body: meeting }),
    deleteConference: conference,
    listConferenceSessions: conference,
    getPersonAvatar: async () => {
      const { path } = await userWithAvatar();
      // Whatever was tried before, members may see it.
      await api()
        .request()
        .put('/v1/policies/field-visibility')
        .send(visibility(() => true))
        .expect(200);
      return { path: { callId: path.user }, query: { audience: 'members' } };
    },
    reportPresence: async () => {
      const items = [{ user: (await createUser(api, fresh())).login, status: 'online' }];
      return { path: {}, body: { ttlSeconds: 60, items } };
    },
    listGroups: nothing,
    createGroup: () => ({ path: {}, body: { name: fresh() } }),
    deleteGroups: async () => ({ path: {}, body: { groups: [(await group()).path.group] } }),
    getGroup: group,
    updateGroup: async () => ({ ...(await group()), body: { name: fresh() } }),
    deleteGroup: group,
    getGroupRights: group,
    updateGroupRights: withBody(group, { rights: { operator: true } }),
    getGroupApplicationSettings: group,
    replaceGroupApplicationSettings: withBody(group, noLimits),
    listMembers: group,
    addMembers: async () => ({ ...(await group()), body: { users: [(await user()).path.user] } }),
    removeMember: membership,
    removeMembers: async () => {
      const { group: team, user: person } = (await membership()).path;
      return { path: { group: team }, body: { users: [person] } };
    },
    getCallPickup: group,
    replaceCallPickup: withBody(group, { enabled: true, id: null }),
    listAliases: nothing,
    createAlias: () => ({ path: {}, body: { alias: fresh(), callString: 'anybody' } }),
    deleteAliases: async () => ({ path: {}, body: { aliases: [(await alias()).path.alias] } }),
    getAlias: alias,
    updateAlias: withBody(alias, { callString: '#sip:100' }),
    deleteAlias: alias,
    getResolution: () => ({ path: {}, query: { callString: 'anybody' } }),
    resolveCallString: () => ({ path: {}, body: { callString: 'anybody' } }),
    listZones: nothing,
    getZone: () => ({ path: { zone: 'external' } }),
    updateZone: () => ({ path: { zone: 'external' }, body: { name: fresh() } }),
    locateAddress: () => ({ path: {}, query: { ip: '10.0.0.1' } }),
    addTrustedSubnet: () => ({ path: {}, body: { subnet: '192.0.2.0/24' } }),
    removeTrustedSubnet: trustedSubnet,
    listProviders: nothing,
    createProvider: () => ({ path: {}, body: provider }),
    getProvider: madeProvider,
    updateProvider: withBody(madeProvider, { name: 'Changed' }),
    deleteProvider: madeProvider,
    replaceProviderIcon: async () => ({ ...(await madeProvider()), body: icon, type: 'image/svg+xml' }),
    deleteProviderIcon: async () => {
      const made = await madeProvider();
      await api().request().put(`/v1/providers/${made.path.provider}/icon`).type('image/svg+xml').send(icon);
      return made;
    },
    getProviderStatus: () => ({ path: { provider: 'password' } }),
    listProviderLinks: user,
    replaceProviderLink: async () => ({ ...(await unlinked()), body: { subject: fresh() } }),
    listAdministratorProviderLinks: administrator,
    replaceAdministratorProviderLink: async () => ({
      path: { ...(await administrator()).path, ...(await madeProvider()).path },
      body: { subject: fresh() },
    }),
    deleteAdministratorProviderLink: async () => {
      const [example, { path: made }] = [await administrator(), await madeProvider()];
      const path: Record<string, string> = { ...example.path, ...made };
      const link = `/v1/administrators/${path['administrator']}/provider-links/${path['provider']}`;
      await api().request().put(link).send({ subject: fresh() }).expect(200);
      return { path };
    },
    deleteProviderLink: async () => {
      const { path } = await unlinked();
      const link = `/v1/users/${path.user}/provider-links/${path.provider}`;
      await api().request().put(link).send({ subject: fresh() }).expect(200);
      return { path };
    },
    listRights: nothing,
    getEffectiveRights: () => ({ path: {}, query: { subject: 'nobody' } }),
    getEffectiveRightsBatch: () => ({ path: {}, body: { subjects: [{ kind: 'guest' }] } }),
    getPasswordPolicy: nothing,
    replacePasswordPolicy: () => ({ path: {}, body: { ...noPolicy, minLength: 8 } }),
    importUsers: async () => {
      // Nothing happens behind the back of whoever compares before and after.
      await occupy(api(), 'users.import');
      return { path: {}, query: { dryRun: true }, body: 'login\nmatrix\n', type: 'text/csv' };
    },
    listImportedRows: job,
    listJobs: nothing,
    getJob: job,
    followJob: async () => {
      const example = await job();
      await api().request().post(`/v1/jobs/${example.path.job}/cancel`).expect(202);
      return example;
    },
    cancelJob: job,
    getSettings: nothing,
    updateSettings: () => ({
      path: {},
      body: { retention: { callsDays: 1 + Math.floor(Math.random() * 36_000) } },
    }),
    exportUsers: nothing,
    exportGroup: group,
    listAuditEvents: nothing,
    listApiKeys: nothing,
    createApiKey: () => ({ path: {}, body: { name: 'matrix', scopes: ['admin'] } }),
    deleteApiKey: async () => ({ path: { apiKey: await created('/v1/api-keys') } }),
    listServiceAccounts: nothing,
    createServiceAccount: () => ({ path: {}, body: { name: 'matrix', scopes: ['admin'] } }),
    deleteServiceAccount: async () => ({ path: { serviceAccount: await created('/v1/service-accounts') } }),
    listSigningKeys: nothing,
    rotateSigningKeys: () => ({ path: {}, body: {} }),
    getMetrics: nothing,
    getConcurrentSignInPolicy: nothing,
    replaceConcurrentSignInPolicy: () => ({ path: {}, body: { mode: 'onePerApplication' } }),
    listUserSessions: async () => sessionOf('users'),
    getUserSession: async () => sessionOf('users'),
    updateUserSession: async () => ({ ...(await sessionOf('users')), body: { automaticSignIn: false } }),
    endUserSession: async () => sessionOf('users'),
    disconnectUser: async () => sessionOf('users'),
    getMyProfile: signedInUser,
    updateMyProfile: async () => ({ ...(await signedInUser()), body: { displayName: 'Changed' } }),
    replaceMyPassword: async () => {
      const user = await createUser(api, fresh(), { password: 'nine herons cross the fjord' });
      const body = { currentPassword: 'nine herons cross the fjord', password: 'ten herons cross the fjord' };
      return { path: {}, body, bearer: (await signIn(api, user)).accessToken };
    },
    getMyEffectiveRights: signedInUser,
    getMyAvatar: signedInUserWithAvatar,
    replaceMyAvatar: ownAvatar,
    deleteMyAvatar: signedInUserWithAvatar,
    listMyAddressBookEntries: signedInUser,
    createMyAddressBookEntry: async () => ({ ...(await signedInUser()), body: stranger() }),
    getMyAddressBookEntry: ownEntry,
    updateMyAddressBookEntry: withBody(ownEntry, { displayName: 'Changed' }),
    deleteMyAddressBookEntry: ownEntry,
    listMyContactGroups: signedInUser,
    createMyContactGroup: async () => ({ ...(await signedInUser()), body: { name: fresh() } }),
    getMyContactGroup: ownContactGroup,
    updateMyContactGroup: withBody(ownContactGroup, { name: 'Changed' }),
    deleteMyContactGroup: ownContactGroup,
    listMySessions: async () => sessionOf('me'),
    endMySessions: async () => sessionOf('me'),
    getMySession: async () => sessionOf('me'),
    updateMySession: async () => ({ ...(await sessionOf('me')), body: { automaticSignIn: false } }),
    endMySession: async () => sessionOf('me'),
    getLockoutPolicy: nothing,
    replaceLockoutPolicy: () => ({ path: {}, body: lockoutPolicy }),
    listAdministrators: nothing,
    createAdministrator: () => ({ path: {}, body: newAdministrator() }),
    deleteAdministrator: administrator,
    replaceAdministratorPassword: withBody(administrator, { password: 'nine herons cross the fjord' }),
    unlockAdministrator: lockedAdministrator,
    signOut: signedInUser,
    getUserInfo: signedInUser,
  };
}

/** Sends the example as a request of the operation. */
export async function send(
  agent: Agent,
  { method, path }: DocumentedOperation,
  example: Example,
): Promise<Response> {
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(example.path[name]!));
  const test = agent[method as 'get'](url).query(example.query ?? {});
  if (example.type !== undefined) void test.type(example.type);
  return example.body === undefined ? await test : await test.send(example.body);
}
