/** A finding as callers get it: as an object, or at once as the JSON text of that object. */
import { quote } from '../core/json-text.js';
import { explain, explanationToJson, toJson, toRecord } from '../rights/index.js';
import type { EffectiveRights, RightsSubject } from './access.schema.js';
import type { Finding } from './finding.js';

/** The answer, with the explanation when asked for. */
export function toAnswer(finding: Finding, serverName: string, withExplanation: boolean): EffectiveRights {
  const { known, active, zone, evaluation, limits, version } = finding;
  const answer: EffectiveRights = {
    subject: subjectOf(finding, serverName),
    known,
    active,
    zone: { id: zone.id, name: zone.name },
    rights: toRecord(evaluation.rights),
    application: limits,
    version,
    stale: false,
  };
  return withExplanation ? { ...answer, explanation: explain(evaluation) } : answer;
}

/** The JSON text of the answer, for a third of what the object costs. */
export function toAnswerText(finding: Finding, serverName: string, withExplanation: boolean): string {
  const { known, active, zone, evaluation, limits, version } = finding;
  const explanation = withExplanation ? `,"explanation":${explanationToJson(explain(evaluation))}` : '';
  return (
    `{"subject":${subjectText(subjectOf(finding, serverName))},"known":${known},"active":${active},` +
    `"zone":{"id":"${zone.id}","name":${quote(zone.name)}},"rights":${toJson(evaluation.rights)},` +
    `"application":{"incomingKbps":${limits.incomingKbps},"outgoingKbps":${limits.outgoingKbps}},` +
    `"version":"${version}","stale":false${explanation}}`
  );
}

function subjectText({ id, callId, kind }: RightsSubject): string {
  const quotedId = id === null ? 'null' : `"${id}"`;
  const quotedCallId = callId === null ? 'null' : quote(callId);
  return `{"id":${quotedId},"callId":${quotedCallId},"kind":"${kind}"}`;
}

function subjectOf({ who, row }: Finding, serverName: string): RightsSubject {
  if (who.kind === 'guest') return { id: null, callId: null, kind: 'guest' };
  if (who.kind === 'federated') return { id: null, callId: who.callId, kind: 'federated' };
  if (row === null) return { id: null, callId: null, kind: 'unknown' };
  return { id: row.id, callId: `${row.login}@${serverName}`, kind: 'member' };
}
