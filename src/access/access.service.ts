/** Owns the question everybody asks: what may this person do, here, now? (rules 4.2–4.8, 4.11) */
import { requireScope, type Actor, type Caller } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { grantableTo, rightNames, rightTable } from '../rights/index.js';
import type { UserReference } from '../users/index.js';
import { answer } from './answer.js';
import type { CatalogueRight, EffectiveRights, RightsBatch, RightsQuestion } from './access.schema.js';
import { parseQuestion, type ParsedQuestion } from './questions.js';
import type { SubjectReader } from './subject-reader.js';

export interface DatedRights {
  readonly rights: EffectiveRights;
  readonly revocationEpoch: string;
}

const builtInGroups = ['ungrouped', 'federated', 'guests'] as const;
const nobody: UserReference[] = [];

export class AccessService {
  constructor(
    private readonly reader: SubjectReader,
    private readonly serverName: string,
  ) {}

  /** What one subject may do; an unknown one may do nothing. */
  async effectiveRights(actor: Caller, question: RightsQuestion, explain = false): Promise<EffectiveRights> {
    return (await this.datedEffectiveRights(actor, question, explain)).rights;
  }

  /** The same, with the revocation epoch of the snapshot: whoever remembers the caller must compare it. */
  async datedEffectiveRights(actor: Caller, question: RightsQuestion, explain: boolean): Promise<DatedRights> {
    requireAskingScopes(actor, explain, question.ip !== undefined);
    const parsed = parseQuestion(question, this.serverName);
    const { configuration, revocationEpoch, subjects } = await this.reader.read(referencesOf(parsed));
    const options = { serverName: this.serverName, explain };
    return { rights: answer(configuration, parsed, subjects[0] ?? null, options), revocationEpoch };
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

  /** Up to 1,000 answers from one snapshot, in the order asked. */
  async batch(actor: Actor, { subjects: questions, explain = false }: RightsBatch): Promise<EffectiveRights[]> {
    const namesAddresses = questions.some((question) => question.ip !== undefined);
    requireAskingScopes(actor, explain, namesAddresses);
    const parsed = questions.map((question, at) => parseQuestion(question, this.serverName, `/subjects/${at}`));
    const { configuration, subjects } = await this.reader.read(parsed.map(referenceOf));
    const options = { serverName: this.serverName, explain };
    return parsed.map((one, at) => answer(configuration, one, subjects[at] ?? null, options));
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
}

/** Rule 7.2: whoever names the address of the person asked for must be trusted to. */
function requireAskingScopes(actor: Caller, explain: boolean, namesAddress: boolean): void {
  requireScope(actor, 'rights:read');
  if (explain) requireScope(actor, 'rights:explain');
  if (namesAddress) requireScope(actor, 'zone:assert');
}

const malformed: UserReference = { kind: 'malformed' };

/** Guests and federated users are read by nothing of their own: their answer needs the configuration alone. */
function referenceOf({ who }: ParsedQuestion): UserReference {
  return who.kind === 'local' ? who.reference : malformed;
}

function referencesOf(parsed: ParsedQuestion): UserReference[] {
  return parsed.who.kind === 'local' ? [parsed.who.reference] : nobody;
}
