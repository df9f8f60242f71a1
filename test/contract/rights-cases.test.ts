/**
 * The truth tables of test/cases/rights through the whole service: stored over the API, asked in every way that there is.
 * Left out is what no request can bring about: what the service refuses to store, and an answer of a home server.
 */
import { describe, expect, it } from '@jest/globals';
import type { EffectiveRights } from '../../src/access/access.schema.js';
import { rightNames, type Right } from '../../src/rights/index.js';
import { useService } from '../api/api.js';
import { loadCases, printGate, type CaseSubject, type RightsCase } from '../rights/cases.js';

const api = useService();

const isAskable = ({ isStorable, subject }: RightsCase) =>
  isStorable && (subject.kind !== 'federated' || unavailableReason(subject) === 'federation-off');

function unavailableReason(subject: CaseSubject): string | null {
  return subject.kind === 'federated' && 'unavailable' in subject.home ? subject.home.unavailable : null;
}

const record = (granted: readonly Right[], among: readonly string[] = rightNames) =>
  Object.fromEntries(among.map((right) => [right, granted.includes(right as Right)]));

async function setBuiltInGroups({ builtIn }: RightsCase): Promise<void> {
  for (const [group, granted] of Object.entries(builtIn)) {
    const path = `/v1/groups/${group}/rights`;
    const { body } = await api().request().get(path).expect(200);
    await api()
      .request()
      .patch(path)
      .send({ rights: record(granted, body.grantable) })
      .expect(200);
  }
}

async function setZones({ zones, zonesOff }: RightsCase): Promise<void> {
  for (const zone of ['trusted', 'external'] as const) {
    const body = { rights: record(zones[zone]), enabled: !zonesOff.includes(zone) };
    await api().request().patch(`/v1/zones/${zone}`).send(body).expect(200);
  }
}

/** The IDs of the case's groups by their names. */
async function createGroups({ groups }: RightsCase): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { name, rights, isDefault } of groups) {
    const body = isDefault ? { name } : { name, rights: record(rights) };
    ids.set(name, (await api().request().post('/v1/groups').send(body).expect(201)).body.id as string);
  }
  return ids;
}

let count = 0;

/** What to ask for: a member is made, the others need not be. */
async function subjectOf({ subject }: RightsCase, groups: ReadonlyMap<string, string>): Promise<object> {
  switch (subject.kind) {
    case 'guest':
      return { kind: 'guest' };
    case 'unknown':
      return { subject: 'nobody' };
    case 'federated':
      return { subject: 'moore@guest.example' };
    case 'member':
      return createMember(subject, groups);
  }
}

type CaseMember = Extract<CaseSubject, { kind: 'member' }>;

async function createMember(member: CaseMember, groups: ReadonlyMap<string, string>): Promise<object> {
  const login = `person${(count += 1)}`;
  const user = { login, active: member.active, groups: member.groups.map((name) => groups.get(name)!) };
  await api().request().post('/v1/users').send(user).expect(201);
  await api().request().patch(`/v1/users/${login}/rights`).send({ rights: member.personal }).expect(200);
  return { subject: login };
}

const addresses = { trusted: '127.0.0.1', external: '192.0.2.1' };

/** The answers to one question, asked in every way. */
async function ask(who: object, zone: 'trusted' | 'external'): Promise<EffectiveRights[]> {
  const get = async (query: object) =>
    (await api().request().get('/v1/effective-rights').query(query).expect(200)).body as EffectiveRights;
  const post = async (body: object) =>
    (await api().request().post('/v1/effective-rights/batch').send(body).expect(200)).body
      .items as EffectiveRights[];
  const ip = addresses[zone];
  return [
    await get({ ...who, zone }),
    await get({ ...who, ip }),
    await get({ ...who, zone, explain: true }),
    ...(await post({ subjects: [{ ...who, zone }, { kind: 'guest' }, { ...who, ip }] })).filter(
      (_, at) => at !== 1,
    ),
    ...(await post({ subjects: [{ ...who, zone }], explain: true })),
  ];
}

function expectExplanation({ explanation }: EffectiveRights, { rights, gates }: RightsCase): void {
  expect(rightNames.filter((right) => explanation![right].granted)).toEqual(rights);
  for (const [right, expected] of Object.entries(gates)) {
    expect(explanation![right as Right].gates.map(printGate)).toEqual(expected);
  }
}

const cases = loadCases().filter(isAskable);

describe('every case of the truth tables that can be stored', () => {
  it.each(cases.map((one) => [`${one.file}: ${one.name} (rule ${one.rule})`, one] as const))(
    '%s',
    async (_, one) => {
      await setBuiltInGroups(one);
      await setZones(one);
      const groups = await createGroups(one);
      const answers = await ask(await subjectOf(one, groups), one.zone);
      expect(answers).toHaveLength(6);
      for (const answer of answers) {
        expect(rightNames.filter((right) => answer.rights[right])).toEqual(one.rights);
        expect(answer.zone.id).toBe(one.zone);
      }
      const explained = answers.filter(({ explanation }) => explanation !== undefined);
      expect(explained).toHaveLength(2);
      for (const answer of explained) expectExplanation(answer, one);
      if (groups.size > 0) {
        await api()
          .request()
          .post('/v1/groups/delete')
          .send({ groups: [...groups.values()] })
          .expect(200);
      }
    },
  );
});

it('few cases are left to the resolver alone', () => {
  expect(cases.length).toBeGreaterThan(loadCases().length * 0.75);
});
