import type { RecordedEvent } from '#event-store';

/**
 * The judge of every board: the rules of DOMAIN 4 once more, in plain code that shares nothing with the read side. It
 * folds the whole log for every question, so it is slow and easy to believe.
 */

/** A place on both clocks: recorded by a position or an instant (microseconds in UTC, or a whole day in Shanghai), happened by a day. */
export type Place = { readonly knownPosition?: number; readonly knownInstant?: string; readonly happened?: string };

/** What stands in one column: how many cards, their amounts in 分, and which, sorted. */
export type Column = { readonly count: number; readonly amount: number; readonly ids: readonly string[] };

/** A card that differs between two boards. */
export type Difference = { readonly id: string; readonly kinds: readonly string[] };

export type Money = { amount: number; rate?: { millionths: number } } | null;
export type Data = { leadId?: string; sameAs?: string; unit?: string; to?: string | Money; outcome?: string; decision?: string; kind?: string; estimate?: Money; amount?: Money; dossier?: { totalInvestment?: Money }; claimant?: { unit: string }; standing?: string };
export type Standing = { column: string | null; unit: string; amount: number; company: boolean; site: boolean; merged: boolean };

const COLUMNS = ['registered', 'triaged', 'protected', 'negotiating', 'in-review', 'approved', 'signed', 'landed', 'started', 'producing', 'at-capacity', 'arrived', 'performing', 'closed'];

/** The columns of a unit's board, of the pool's (`pool`) or of all (`all`); empty columns are left out. */
export function boardAt(events: readonly RecordedEvent[], { unit, ...place }: Place & { readonly unit: string }): Readonly<Record<string, Column>> {
  const columns: Record<string, { count: number; amount: number; ids: string[] }> = {};
  for (const [id, card] of standings(events, place)) {
    if (card.column === null || card.merged || (unit !== 'all' && card.unit !== unit)) continue;
    const column = (columns[card.column] ??= { count: 0, amount: 0, ids: [] });
    column.count += 1;
    column.amount += card.amount;
    column.ids.push(id);
    column.ids.sort();
  }
  return columns;
}

/** The ids of a case's events in the order of the log. */
export function historyAt(events: readonly RecordedEvent[], caseId: string, known: Pick<Place, 'knownPosition' | 'knownInstant'>): readonly string[] {
  // With a lead go the filings that were merged into it and not taken out again.
  const into = new Map<string, string>();
  for (const { type, stream, data } of events.filter((event) => believed(event, known)).sort((a, b) => (a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : a.position - b.position))) {
    if (type === 'LeadMerged') into.set(stream.slice('lead-'.length), (data as { into: string }).into);
    if (type === 'MergeReverted') into.delete(stream.slice('lead-'.length));
  }
  const told = (id: string): boolean => id === caseId || into.get(id) === caseId;
  return events.filter((event) => believed(event, known) && casesOf(event).some(told)).map((event) => event.id);
}

/** What became of the cards between two places, by id; `unit` as for a board. */
export function changes(events: readonly RecordedEvent[], unit: string, from: Place, to: Place): readonly Difference[] {
  const [before, after] = [standings(events, from), standings(events, to)];
  const here = (card: Standing | undefined): boolean => card !== undefined && card.column !== null && !card.merged && (unit === 'all' || card.unit === unit);
  const differences: Difference[] = [];
  for (const id of [...after.keys()].sort()) {
    const [was, is] = [before.get(id), after.get(id)];
    const kinds: string[] = [];
    if (!is || is.column === null) continue;
    if (is.merged) {
      if (here(was)) differences.push({ id, kinds: ['merged'] });
      continue;
    }
    if (!was || was.column === null || was.merged) {
      if (here(is)) kinds.push('added');
    } else {
      if (was.unit !== is.unit && here(is)) kinds.push('moved-in');
      if (was.unit !== is.unit && here(was)) kinds.push('moved-out');
      if (here(is)) {
        const step = COLUMNS.indexOf(is.column) - COLUMNS.indexOf(was.column);
        if (step !== 0) kinds.push(is.column === 'closed' ? 'closed' : was.column === 'closed' ? 'reopened' : step > 0 ? 'advanced' : 'fell-back');
        if (was.amount !== is.amount) kinds.push('revalued');
      }
    }
    if (kinds.length > 0) differences.push({ id, kinds });
  }
  return differences;
}

/** Every case as it stands at a place: what is believed of it, in order of happening, the log deciding within a day. */
export function standings(events: readonly RecordedEvent[], place: Place): ReadonlyMap<string, Readonly<Standing>> {
  const cards = new Map<string, Standing>();
  for (const event of told(events, place)) {
    for (const id of casesOf(event)) {
      const card = cards.get(id) ?? { column: null, unit: 'pool', amount: 0, company: false, site: false, merged: false };
      cards.set(id, card);
      happen(card, event.type, event.data as Data);
    }
  }
  return cards;
}

/**
 * What is believed at a place, in order of happening, the log deciding within a day: an entry that was corrected by then
 * as the correction says, on the day that it says, and no correction by itself.
 */
export function told(events: readonly RecordedEvent[], place: Place): readonly RecordedEvent[] {
  const known = events.filter((event) => believed(event, place));
  const tale = new Map(known.filter(({ type }) => type !== 'EntryCorrected').map((event) => [event.id, event]));
  for (const { type, data } of known) {
    if (type !== 'EntryCorrected') continue;
    const { entry, day, values } = data as { entry: { eventId: string }; day?: { is: string }; values: { path: string; is?: unknown }[] };
    const wrong = tale.get(entry.eventId);
    if (!wrong) continue;
    const right = structuredClone(wrong) as { occurredOn: string; data: Record<string, unknown> };
    if (day) right.occurredOn = day.is;
    for (const { path, is } of values) {
      const [last, ...above] = path.split('.').reverse();
      let into = right.data;
      for (const name of above.reverse()) into = (into[name] ??= {}) as Record<string, unknown>;
      if (is === undefined) delete into[last!];
      else into[last!] = is;
    }
    tale.set(wrong.id, right as unknown as RecordedEvent);
  }
  const happened = [...tale.values()].filter(({ occurredOn }) => occurredOn <= (place.happened ?? '9999-12-31'));
  return happened.sort((a, b) => (a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : a.position - b.position));
}

/** Whether an event was recorded by then. */
export function believed(event: RecordedEvent, { knownPosition = Infinity, knownInstant = '9' }: Place): boolean {
  // A day ends at 16:00 UTC in Shanghai.
  const until = knownInstant.length === 10 ? `${knownInstant}T15:59:59.999999Z` : knownInstant;
  return event.position <= knownPosition && event.recordedAt <= until;
}

/** The cases an event is about. */
export function casesOf({ stream, type, data: all }: RecordedEvent): readonly string[] {
  const data = type === 'EntryCorrected' ? (all as { about: Data }).about : all;
  const [kind, id] = [stream.slice(0, stream.indexOf('-')), stream.slice(stream.indexOf('-') + 1)];
  if (['lead', 'deal', 'delivery', 'contacts', 'comments', 'opinions', 'confidential'].includes(kind)) return [id];
  const { leadId, sameAs } = data as Data;
  return kind === 'claim' ? [leadId, sameAs].filter((each) => each !== undefined) : [];
}

/** An amount in 分. */
export function fen(money: Money | undefined): number {
  if (!money) return 0;
  return money.rate ? Number((2n * BigInt(money.amount) * BigInt(money.rate.millionths) + 1_000_000n) / 2_000_000n) : money.amount;
}

/** What one event does to a card. A closed card stays closed until it is reopened, whatever else is told of it. */
export function happen(card: Standing, type: string, data: Data): void {
  const enter = (column: string): void => { if (card.column !== 'closed') card.column = column; };
  const early = card.column === 'registered' || card.column === 'triaged';

  if (type === 'LeadRegistered') Object.assign(card, { column: 'registered', unit: data.unit, amount: fen(data.estimate) });
  if (type === 'LeadTriaged' && data.outcome === 'accept' && card.column === 'registered') card.column = 'triaged';
  if (type === 'LeadTriaged' && data.outcome === 'reject') card.column = 'closed';
  if (type === 'LeadTriaged' && data.outcome === 'refer') card.unit = data.unit ?? card.unit;
  if (type === 'ProtectionGranted' && early) card.column = 'protected';
  if ((type === 'ProtectionExpired' || type === 'ProtectionReleased' || type === 'LeadReturnedToPool') && card.column === 'protected') card.column = 'triaged';
  if (type === 'LeadReturnedToPool') card.unit = 'pool';
  if (type === 'LeadTaken') { card.unit = data.unit ?? 'pool'; enter('triaged'); }
  if (type === 'LeadTransferAccepted' || type === 'DealTransferAccepted') card.unit = data.to as string;
  if (type === 'LeadMerged') card.merged = true;
  if (type === 'MergeReverted') card.merged = false;
  if (type === 'FilingRestored' && data.standing === 'open' && card.column === 'protected') card.column = 'triaged';
  if (type === 'DisputeArbitrated' && data.outcome === 'moved') card.unit = data.claimant!.unit;

  if (type === 'NegotiationOpened' || type === 'DealOpened') { card.unit = data.unit ?? 'pool'; enter('negotiating'); }
  if (type === 'DossierSubmitted') enter('in-review');
  if (type === 'ReviewConcluded' && data.outcome === 'reject') enter('negotiating');
  if (type === 'DecisionMade') enter(data.decision === 'approve' ? 'approved' : 'negotiating');
  if (type === 'DecisionLapsed') enter('negotiating');
  if (type === 'AgreementSigned' && data.kind === 'formal') enter('signed');
  if (['LeadWithdrawn', 'LeadLost', 'DealLost', 'DealWithdrawn', 'AgreementTerminated'].includes(type)) card.column = 'closed';
  if (type === 'DealReopened') card.column = 'negotiating';
  if (type === 'LeadReopened') Object.assign(card, { column: 'registered', unit: data.unit });

  if (type === 'CompanyRegistered') card.company = true;
  if (type === 'SiteSecured') card.site = true;
  if (card.company && card.site && card.column === 'signed') card.column = 'landed';
  if (type === 'ConstructionStarted') enter('started');
  if (type === 'ProductionStarted') enter('producing');
  if (type === 'CapacityReached') enter('at-capacity');
  if (type === 'Arrived') enter('arrived');
  if (type === 'Performing') enter('performing');

  if (type === 'DealRevalued' || type === 'AgreementAmended') card.amount = fen(data.to as Money);
  if (type === 'DealOpened' && data.amount) card.amount = fen(data.amount);
  if (type === 'DossierSubmitted' && data.dossier?.totalInvestment) card.amount = fen(data.dossier.totalInvestment);
  if (type === 'AgreementSigned' && data.kind === 'formal' && data.amount) card.amount = fen(data.amount);
}
