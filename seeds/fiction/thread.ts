import { createHash } from 'node:crypto';
import type { AttractionKind } from '#deals';
import { v5 as uuid } from 'uuid';
import { seedKey } from '../context.ts';
import { unitFor, memberOf } from './people.ts';
import type { Scene, Thread } from './scene.ts';
import type { Dice } from './dice.ts';
import { type Subject, subjects } from './subjects.ts';
import { type Firm, inventFirm, inventPerson, inventPhone } from './words.ts';

const YI = 10_000_000_000;

/** What a plot asks of a new case; the rest is chance. */
export type Wish = { readonly kind?: 'capital' | 'other'; readonly firm?: Firm; readonly subject?: Subject; readonly unit?: string; readonly title?: string };

/** Firms of the fiction so far; now and then one has a second project. */
export type Cast = { readonly firms: Firm[] };

/** A new case of a scene, not yet registered. Its id derives from the step that registers it, as over the wire. */
export function newThread(scene: Scene, cast: Cast, wish: Wish = {}): Thread {
  const { dice } = scene;
  const subject = wish.subject ?? dice.pick(subjects);
  const kind = kindOf(dice, wish.kind);
  const unit = wish.unit ?? unitFor(dice, subject);
  const person = inventPerson(dice);
  return {
    id: uuid('lead', seedKey(`${scene.key}/${scene.entries.length}`)),
    firm: wish.firm ?? firmFor(dice, subject, cast),
    subject, kind, person, unit,
    title: wish.title ?? titleOf(dice, subject, kind),
    phone: inventPhone(dice),
    foreign: kind === 'capital' && dice.chance(0.06),
    registrant: memberOf(unit),
    amount: amountOf(dice, kind),
    output: 0, floor: -Infinity, granted: 0, until: 0, renewed: false, documents: 0, texts: new Map(),
  };
}

function kindOf(dice: Dice, wish: Wish['kind']): AttractionKind {
  const others = [['talent', 12], ['technology', 12], ['platform', 10]] as const;
  if (wish === 'capital') return 'capital';
  return dice.weighted<AttractionKind>(wish === 'other' ? others : [['capital', 66], ...others]);
}

function firmFor(dice: Dice, subject: Subject, { firms }: Cast): Firm {
  if (firms.length > 20 && dice.chance(0.08)) return dice.pick(firms);
  for (;;) {
    const firm = inventFirm(dice, subject);
    if (!firms.some(({ name }) => name === firm.name)) return firm;
  }
}

function titleOf(dice: Dice, { product, output }: Subject, kind: AttractionKind): string {
  if (kind === 'talent') return `${product}领军人才团队引进项目`;
  if (kind === 'technology') return `${product}关键技术成果转化项目`;
  if (kind === 'platform') return `${product}${dice.pick(['中试平台', '联合实验室', '创新中心', '研究院分院'])}共建项目`;
  if (!output) return `${product}${dice.pick(['中心', '基地', '总部'])}建设项目`;
  const [from, to, unit] = output;
  return `年产${rounded(dice.int(from, to))}${unit}${product}项目`;
}

const rounded = (count: number): number => (count > 100 ? Math.round(count / 50) * 50 : count);

/** 0.3 to 30 亿元, small ones more often; people, technologies and platforms up to 2 亿元. In steps of 500 万元. */
function amountOf(dice: Dice, kind: AttractionKind): number {
  const most = kind === 'capital' ? 30 : 2;
  const yi = 0.3 * (most / 0.3) ** dice.next() ** 1.25;
  return Math.round((yi * YI) / (YI / 20)) * (YI / 20);
}

/** A paper of a thread: an id, and the hash of its fictional text; nothing is uploaded for it. */
export function paper(thread: Thread, kind: string): { readonly documentId: string; readonly sha256: string } {
  thread.documents += 1;
  const name = `${thread.id}/${kind}/${thread.documents}`;
  return { documentId: seedKey(name), sha256: createHash('sha256').update(`${thread.title}（虚构，演示用）${name}`).digest('hex') };
}
