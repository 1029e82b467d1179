import { Body, Controller, Param, type PipeTransform, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import { type MilestoneKind, milestoneKind } from '#deals';
import { type CommandContext, type Outcome, RefusedError } from '#event-store';
import { type Answer, answer, body, CommandBody, Context, idParam } from '#wire';
import type { z } from 'zod';
import { AssignServiceOwner, JudgeMilestone, JudgePaidIn, ReportMilestone, ReportPaidIn } from './delivery.commands.ts';

/** A milestone named by a path; another name is an unknown path. */
const milestoneParam: PipeTransform<unknown, MilestoneKind> = {
  transform(value) {
    const kind = milestoneKind.safeParse(value);
    if (!kind.success) throw new RefusedError('not-found', 'delivery.milestone-unknown');
    return kind.data;
  },
};

/** What happens to a deal after signing. None of it needs `If-Match`: reports and verdicts only add. */
@ApiTags('delivery')
@Controller('deals')
export class DeliveryController {
  constructor(private readonly bus: CommandBus) {}

  @Post(':id/service-owner')
  @Needs('delivery.assign')
  @CommandBody(AssignServiceOwner.input, { summary: 'name the service owner and the leading official' })
  assign(@Param('id', idParam('deal.unknown')) id: string, @Body(body(AssignServiceOwner.input)) input: z.infer<typeof AssignServiceOwner.input>, @Context({ command: 'AssignServiceOwner' }) context: CommandContext): Promise<Answer> {
    return this.send(new AssignServiceOwner(id, input, context));
  }

  @Post(':id/milestones')
  @Needs('delivery.report')
  @CommandBody(ReportMilestone.input, { summary: 'report a milestone with its evidence' })
  report(@Param('id', idParam('deal.unknown')) id: string, @Body(body(ReportMilestone.input)) input: z.infer<typeof ReportMilestone.input>, @Context({ command: 'ReportMilestone' }) context: CommandContext): Promise<Answer> {
    return this.send(new ReportMilestone(id, input, context));
  }

  @Post(':id/milestones/:kind/verification')
  @Needs('delivery.verify')
  @CommandBody(JudgeMilestone.input, { summary: 'verify or refuse a reported milestone' })
  judge(@Param('id', idParam('deal.unknown')) id: string, @Param('kind', milestoneParam) kind: MilestoneKind, @Body(body(JudgeMilestone.input)) input: z.infer<typeof JudgeMilestone.input>, @Context({ command: 'JudgeMilestone' }) context: CommandContext): Promise<Answer> {
    return this.send(new JudgeMilestone(id, kind, input, context));
  }

  @Post(':id/paid-in')
  @Needs('delivery.report')
  @CommandBody(ReportPaidIn.input, { summary: 'report money that came in' })
  reportPaidIn(@Param('id', idParam('deal.unknown')) id: string, @Body(body(ReportPaidIn.input)) input: z.infer<typeof ReportPaidIn.input>, @Context({ command: 'ReportPaidIn' }) context: CommandContext): Promise<Answer> {
    return this.send(new ReportPaidIn(id, input, context));
  }

  @Post(':id/paid-in/:reportId/verification')
  @Needs('delivery.verify')
  @CommandBody(JudgePaidIn.input, { summary: 'verify or refuse reported money' })
  judgePaidIn(@Param('id', idParam('deal.unknown')) id: string, @Param('reportId', idParam('delivery.paid-in-unknown')) reportId: string, @Body(body(JudgePaidIn.input)) input: z.infer<typeof JudgePaidIn.input>, @Context({ command: 'JudgePaidIn' }) context: CommandContext): Promise<Answer> {
    return this.send(new JudgePaidIn(id, reportId, input, context));
  }

  private async send<C extends object>(command: C): Promise<Answer> {
    return answer(await this.bus.execute<C, Outcome>(command));
  }
}
