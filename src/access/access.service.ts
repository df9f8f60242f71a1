/** Owns the question everybody asks: what may this person do, here, now? (rules 4.2–4.8, 4.11) */
import { requireScope, requireUser, type Actor, type Caller } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { fromJsonText } from '../core/json-text.js';
import { grantableTo, hasRight, rightNames, rightTable, type Right } from '../rights/index.js';
import type { UserReference } from '../users/index.js';
import type { ZoneId } from '../zones/index.js';
import type {
  CatalogueRight,
  EffectiveRights,
  RightsBatch,
  RightsBatchAnswer,
  RightsClaim,
  RightsQuestion,
} from './access.schema.js';
import { toAnswer, toAnswerText } from './answer.js';
import { find, type Finding } from './finding.js';
import { parseQuestion, type ParsedQuestion } from './questions.js';
import type { SubjectReader } from './subject-reader.js';

export interface DatedText {
  readonly text: string;
  readonly entityTag: string;
  readonly revocationEpoch: string;
}

interface DatedFinding {
  readonly finding: Finding;
  readonly revocationEpoch: string;
}

const builtInGroups = ['ungrouped', 'federated', 'guests'] as const;

export class AccessService {
  constructor(
    private readonly reader: SubjectReader,
    private readonly serverName: string,
  ) {}

  /** What one subject may do; an unknown one may do nothing. */
  async effectiveRights(actor: Caller, question: RightsQuestion, explain = false): Promise<EffectiveRights> {
    const { finding } = await this.find(actor, question, explain);
    return toAnswer(finding, this.serverName, explain);
  }

  /** The same as JSON text, with the revocation epoch of the snapshot: whoever remembers the caller must compare it. */
  async effectiveRightsText(actor: Caller, question: RightsQuestion, explain: boolean): Promise<DatedText> {
    const { finding, revocationEpoch } = await this.find(actor, question, explain);
    const text = toAnswerText(finding, this.serverName, explain);
    return { text, entityTag: entityTagOf(finding), revocationEpoch };
  }

  /** What a local user may do. Throws `user-not-found`. */
  async effectiveRightsOfUser(
    actor: Actor,
    user: string,
    where: Pick<RightsQuestion, 'ip' | 'zone'>,
    explain = false,
  ): Promise<EffectiveRights> {
    const rights = await this.effectiveRights(actor, { subject: user, ...where }, explain);
    if (rights.subject.kind === 'member') return rights;
    throw new DomainError('user-not-found', `There is no user ${JSON.stringify(user)}.`);
  }

  /** What the user who asks may do from where they ask (rule 2.12): for that, nobody needs a scope about others. */
  async effectiveRightsOfSelf(actor: Actor, explain = false): Promise<EffectiveRights> {
    const id = requireUser(actor);
    const asking: Caller = { ...actor, scopes: new Set(['rights:read', 'rights:explain', 'zone:assert']) };
    return this.effectiveRights(asking, { subject: id, ip: actor.address ?? undefined }, explain);
  }

  /** Whether a user has a right where they are: for domains that let people act by it. It asks no scope of anybody. */
  async holds(userId: string, right: Right, where: Pick<RightsQuestion, 'ip' | 'zone'>): Promise<boolean> {
    const { finding } = await this.look({ subject: userId, ...where });
    return hasRight(finding.evaluation.rights, right);
  }

  /** What a user may do in a zone, for the access token that says so. It asks no scope of anybody. */
  async claimOf(userId: string, zone: ZoneId): Promise<RightsClaim> {
    const { finding } = await this.look({ subject: userId, zone });
    const { rights, application, version } = toAnswer(finding, this.serverName, false);
    return { zone, rights, application, version };
  }

  /** Up to 1,000 answers from one snapshot, in the order asked. */
  async batch(
    actor: Actor,
    { subjects: questions, explain = false }: RightsBatch,
  ): Promise<RightsBatchAnswer> {
    const namesAddress = questions.some((question) => question.ip !== undefined);
    requireAskingScopes(actor, explain, namesAddress);
    const parsed = questions.map((question, at) =>
      parseQuestion(question, this.serverName, `/subjects/${at}`),
    );
    const { configuration, subjects } = await this.reader.read(parsed.map(referenceOf));
    const findings = parsed.map((one, at) => find(configuration, one, subjects[at] ?? null));
    const texts = findings.map((finding) => toAnswerText(finding, this.serverName, explain));
    return fromJsonText(`{"items":[${texts.join(',')}]}`);
  }

  /** The fifteen rights (rule 4.1). */
  catalogue(actor: Actor): CatalogueRight[] {
    requireScope(actor, 'rights:read');
    return rightNames.map((name) => ({
      name,
      description: rightTable[name].description,
      grantableTo: builtInGroups.filter((kind) => grantableTo(kind).includes(name)),
    }));
  }

  private async find(actor: Caller, question: RightsQuestion, explain: boolean): Promise<DatedFinding> {
    requireAskingScopes(actor, explain, question.ip !== undefined);
    return this.look(question);
  }

  private async look(question: RightsQuestion): Promise<DatedFinding> {
    const parsed = parseQuestion(question, this.serverName);
    const { configuration, revocationEpoch, subjects } = await this.reader.read([referenceOf(parsed)]);
    return { finding: find(configuration, parsed, subjects[0] ?? null), revocationEpoch };
  }
}

/** One question, one version and one zone make the same bytes. */
export function entityTagOf({ version, zone }: Pick<EffectiveRights, 'version' | 'zone'>): string {
  return `"${version}.${zone.id}"`;
}

/** Rule 7.2: whoever names the address of the person asked for must be trusted to. */
function requireAskingScopes(actor: Caller, explain: boolean, namesAddress: boolean): void {
  requireScope(actor, 'rights:read');
  if (explain) requireScope(actor, 'rights:explain');
  if (namesAddress) requireScope(actor, 'zone:assert');
}

const nobody: UserReference = { kind: 'malformed' };

/** Guests and federated users are read by nothing of their own: their answer needs the configuration alone. */
function referenceOf({ who }: ParsedQuestion): UserReference {
  return who.kind === 'local' ? who.reference : nobody;
}
