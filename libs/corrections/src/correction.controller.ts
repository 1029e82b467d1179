import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import { type Actor, COMMAND_RUNNER, type CommandContext, type CommandRunner, corrected, type Outcome, RefusedError, valueAt } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, CurrentActor, QueryAnswer, tagged } from '#wire';
import { z } from 'zod';
import { correctable } from './correctable.ts';
import { requireEntry, requireKnown } from './correction.access.ts';
import { value } from './correction.events.ts';
import { CorrectEntry } from './correction.commands.ts';

const STREAM = /^[a-z]+-[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;

const entryAnswer = z.strictObject({
  stream: z.string(),
  /** The last revision of the stream, for `If-Match`. */
  revision: z.int(),
  entry: z.strictObject({ id: z.uuid(), type: z.string(), revision: z.int(), occurredOn: z.string() }),
  /** Null when it can be corrected, else why not: it follows from another entry, is its author's secret, or was the act itself. */
  fixed: z.enum(['follows', 'secret', 'act']).nullable(),
  /** What can be corrected and what is believed of it now; without `is` nothing stands there. */
  values: z.array(z.strictObject({ path: z.string(), is: value.optional() })),
  texts: z.array(z.string()),
});

const streamParam = { transform: (stream: string) => { if (!STREAM.test(stream)) throw new RefusedError('not-found', 'correction.entry-unknown', { stream: stream.slice(0, 80) }); return stream; } };
const revisionParam = { transform: (text: string) => { if (!/^\d{1,9}$/.test(text)) throw new RefusedError('not-found', 'correction.entry-unknown', { revision: text.slice(0, 20) }); return Number(text); } };

/** Corrections of any entry that one may correct; the entry itself is never changed. */
@ApiTags('corrections')
@Controller('streams')
export class CorrectionController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
  ) {}

  @Get(':stream/entries/:revision')
  @Needs('entry.correct')
  @QueryAnswer(entryAnswer, { summary: 'An entry one may correct, as it is now believed, and what of it can be corrected' })
  async entry(@CurrentActor() actor: Actor, @Param('stream', streamParam) stream: string, @Param('revision', revisionParam) revision: number): Promise<z.infer<typeof entryAnswer>> {
    const events = await this.runner.eventsOf(stream, 0);
    const { id, type, occurredOn, data } = requireEntry(actor, stream, revision, corrected(events));
    await requireKnown(this.runner, actor, stream, data);
    const rule = correctable[type] ?? 'act';
    const last = events.at(-1)!.revision;
    const open = typeof rule === 'string' ? { values: [], texts: [] } : { values: rule.values ?? [], texts: rule.texts ?? [] };
    const values = open.values.map((path) => ({ path, is: valueAt(data, path) }));
    return tagged({ stream, revision: last, entry: { id, type, revision, occurredOn }, fixed: typeof rule === 'string' ? rule : null, values, texts: [...open.texts] }, last);
  }

  @Post(':stream/entries/:revision/corrections')
  @Needs('entry.correct')
  @CommandBody(CorrectEntry.input, { summary: 'Correct an entry: its right day, values and texts, with the reason', ifMatch: true })
  async correct(@Param('stream', streamParam) stream: string, @Param('revision', revisionParam) revision: number, @Body(body(CorrectEntry.input)) input: z.infer<typeof CorrectEntry.input>, @Context({ command: 'CorrectEntry', ifMatch: true }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<CorrectEntry, Outcome>(new CorrectEntry(stream, revision, input, context)));
  }
}
