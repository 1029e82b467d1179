import type { AttractionKind, Day, Me, Stage } from '../api/answers.ts';
import type { DealRoom, LeadView } from '../cases/case-view.ts';

/** What a form knows of the case it is about. */
export type CaseContext = {
  readonly id: string;
  readonly lead: LeadView | null;
  readonly deal: DealRoom | null;
  readonly kind: AttractionKind;
  readonly column: Stage | 'pool';
  readonly unit: string | null;
  readonly me: Me | null;
  readonly today: Day;
  /** Accounts that have a part in the case, offered where an account is to be named. */
  readonly accounts: readonly string[];
};

export type Values = Readonly<Record<string, unknown>>;
export type Name = string | readonly (string | number)[];

/** How a field is entered; its value is what the API takes, unless the form's `body` says otherwise. */
export type Entry =
  | { readonly as: 'line' | 'text' | 'lines' | 'switch' | 'unit' | 'account' | 'accounts' | 'money' | 'area' | 'percent' | 'credit-code' | 'document' | 'documents' | 'topics' | 'timetable' | 'conditions' | 'years' | 'same-content' }
  | { readonly as: 'choice'; readonly codes: readonly string[]; readonly of: string }
  | { readonly as: 'whole'; readonly unit?: string }
  | { readonly as: 'day'; readonly future?: true }
  | { readonly as: 'draft'; readonly kinds: (values: Values) => readonly string[] }
  | { readonly as: 'report'; readonly of: 'milestone' | 'paid-in' }
  | { readonly as: 'note'; readonly of: 'intensity' | 'hashes' };

export type Field = Entry & {
  readonly name: Name;
  readonly required?: true;
  /** Whether the field is there, by what is in the form. */
  readonly when?: (values: Values) => boolean;
  readonly initial?: unknown;
  /** Half a row on a wide screen. */
  readonly half?: true;
};

/** A command as a person gives it: where it goes, what it asks, and what is to be confirmed. */
export type CommandForm = {
  readonly side: 'lead' | 'deal';
  readonly path: string;
  readonly ifMatch?: true;
  readonly group: 'advance' | 'record' | 'manage' | 'end';
  /** Cannot be taken back: asked once more before it is sent. */
  readonly irreversible?: true;
  /** A leader's own act, which the office may enter in the leader's name. */
  readonly leaders?: true;
  readonly fields: (context: CaseContext) => readonly Field[];
  readonly body?: (values: Values, context: CaseContext) => Values;
  readonly pathValues?: (values: Values) => Readonly<Record<string, string>>;
};

/** A field's name as one text, for labels and look-ups. */
export const nameOf = ({ name }: Pick<Field, 'name'>): string => (typeof name === 'string' ? name : name.join('.'));
