/**
 * The same question put to general engines, each in the way its manual recommends. A contender answers one case with
 * the names of the rights had. That `transcriptsFull` needs `transcripts` (rule 4.1) is added to the answers of all
 * peers alike, since it costs them next to nothing.
 */
import { AbilityBuilder, createMongoAbility } from '@casl/ability';
import cedar from '@cedar-policy/cedar-wasm/nodejs';
import { newEnforcer, newModelFromString } from 'casbin';
import { rightNames } from '../dist/src/rights/index.js';
import { cases, groups, users, zones } from './resolver.world.mjs';

const withDependency = (names) =>
  names.includes('transcripts') ? names : names.filter((name) => name !== 'transcriptsFull');

/** CASL: later rules win, so groups come first, then what is personal, then the zone. */
function buildAbility({ user, zone }) {
  const { can, cannot, build } = new AbilityBuilder(createMongoAbility);
  for (const group of user.member.groups) for (const right of group.names) can(right, 'all');
  for (const right of user.grants) can(right, 'all');
  for (const right of user.denials) cannot(right, 'all');
  for (const right of rightNames) if (!zone.names.includes(right)) cannot(right, 'all');
  return build();
}

const askAbility = (ability) => withDependency(rightNames.filter((right) => ability.can(right, 'all')));

function caslPrebuilt() {
  const abilities = new Map(cases.map((one) => [one, buildAbility(one)]));
  return (one) => askAbility(abilities.get(one));
}

/** casbin: roles are groups, and a denial by the user's own rule or by the zone overrides. */
const casbinModel = `
[request_definition]
r = sub, act, zone
[policy_definition]
p = sub, act, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.act == p.act && (r.zone == p.sub || g(r.sub, p.sub))
`;

async function casbinEnforce() {
  const enforcer = await newEnforcer(newModelFromString(casbinModel));
  const lines = (sub, names, effect) => names.map((name) => [sub, name, effect]);
  await enforcer.addPolicies(groups.flatMap((group) => lines(group.id, group.names, 'allow')));
  await enforcer.addPolicies(users.flatMap((user) => lines(user.id, user.grants, 'allow')));
  await enforcer.addPolicies(users.flatMap((user) => lines(user.id, user.denials, 'deny')));
  const forbidden = (zone) => rightNames.filter((name) => !zone.names.includes(name));
  await enforcer.addPolicies(zones.flatMap((zone) => lines(zone.id, forbidden(zone), 'deny')));
  await enforcer.addGroupingPolicies(users.flatMap((u) => u.member.groups.map((group) => [u.id, group.id])));
  return async ({ user, zone }) => {
    const names = [];
    for (const name of rightNames) if (await enforcer.enforce(user.id, name, zone.id)) names.push(name);
    return withDependency(names);
  };
}

/** Cedar: one policy per group, what is personal as attributes; policies are parsed beforehand. */
function cedarPreparsed() {
  const action = (name) => `Action::"${name}"`;
  const perGroup = groups
    .filter((group) => group.names.length > 0)
    .map(
      ({ id, names }) =>
        `permit(principal in Group::"${id}", action in [${names.map(action).join()}], resource);`,
    );
  const perZone = zones.flatMap(({ id, names }) => {
    const forbidden = rightNames.filter((name) => !names.includes(name)).map(action);
    return forbidden.length === 0
      ? []
      : [`forbid(principal, action in [${forbidden.join()}], resource) when { context.zone == "${id}" };`];
  });
  const personal = [
    'permit(principal, action, resource) when { principal.granted.contains(action) };',
    'forbid(principal, action, resource) when { principal.denied.contains(action) };',
  ];
  cedar.preparsePolicySet('rights', { staticPolicies: [...perGroup, ...perZone, ...personal].join('\n') });
  const actionUid = (id) => ({ __entity: { type: 'Action', id } });
  const entitiesOf = ({ id, grants, denials, member }) => {
    const parents = member.groups.map((group) => ({ type: 'Group', id: group.id }));
    const attrs = { granted: grants.map(actionUid), denied: denials.map(actionUid) };
    const entities = parents.map((uid) => ({ uid, attrs: {}, parents: [] }));
    return [{ uid: { type: 'User', id }, attrs, parents }, ...entities];
  };
  const entitiesByUser = new Map(users.map((user) => [user, entitiesOf(user)]));
  return ({ user, zone }) => {
    const isAllowed = (name) => {
      const answer = cedar.statefulIsAuthorized({
        principal: { type: 'User', id: user.id },
        action: { type: 'Action', id: name },
        resource: { type: 'Server', id: 'here' },
        context: { zone: zone.id },
        preparsedPolicySetId: 'rights',
        entities: entitiesByUser.get(user),
      });
      if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors));
      return answer.response.decision === 'allow';
    };
    return withDependency(rightNames.filter(isAllowed));
  };
}

export const peers = [
  { name: '@casl/ability, ability built beforehand', answer: caslPrebuilt(), cases: 512 },
  {
    name: '@casl/ability, ability built per request',
    answer: (one) => askAbility(buildAbility(one)),
    cases: 512,
  },
  { name: '@cedar-policy/cedar-wasm, policies preparsed', answer: cedarPreparsed(), cases: 64 },
  { name: 'casbin, enforce', answer: await casbinEnforce(), cases: 32 },
];
