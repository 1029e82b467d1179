import { Body, Controller, Param, type PipeTransform, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Needs } from '#access';
import { type CommandContext, type Outcome, RefusedError } from '#event-store';
import { type Answer, answer, body, CommandBody, Context } from '#wire';
import type { z } from 'zod';
import { AddLink, AddSegment, ChangeLinkStatus, EnterLibraryProject, EstablishChain } from './chain.commands.ts';
import { chainCode } from './chain.events.ts';
import { libraryId } from './library.events.ts';

/** A code of another form cannot name anything, so it is unknown. */
const codeParam = (form: z.ZodType<string>, unknown: string): PipeTransform<unknown, string> => ({
  transform: (value) => {
    const code = form.safeParse(value);
    if (!code.success) throw new RefusedError('not-found', unknown, {});
    return code.data;
  },
});

/** Industry chains, their segments and links, kept by the office. */
@ApiTags('chains')
@Controller('chains')
export class ChainController {
  constructor(private readonly bus: CommandBus) {}

  @Post(':code')
  @Needs('chains.edit')
  @CommandBody(EstablishChain.input, { summary: 'establish an industry chain' })
  async establish(@Param('code', codeParam(chainCode, 'chain.unknown')) code: string, @Body(body(EstablishChain.input)) input: z.infer<typeof EstablishChain.input>, @Context({ command: 'EstablishChain' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<EstablishChain, Outcome>(new EstablishChain(code, input, context)));
  }

  @Post(':code/segments')
  @Needs('chains.edit')
  @CommandBody(AddSegment.input, { summary: 'add a segment' })
  async segment(@Param('code', codeParam(chainCode, 'chain.unknown')) code: string, @Body(body(AddSegment.input)) input: z.infer<typeof AddSegment.input>, @Context({ command: 'AddSegment' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<AddSegment, Outcome>(new AddSegment(code, input, context)));
  }

  @Post(':code/links')
  @Needs('chains.edit')
  @CommandBody(AddLink.input, { summary: 'add a link to a segment' })
  async link(@Param('code', codeParam(chainCode, 'chain.unknown')) code: string, @Body(body(AddLink.input)) input: z.infer<typeof AddLink.input>, @Context({ command: 'AddLink' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<AddLink, Outcome>(new AddLink(code, input, context)));
  }

  @Post(':code/links/status')
  @Needs('chains.edit')
  @CommandBody(ChangeLinkStatus.input, { summary: 'change where a link stands' })
  async status(@Param('code', codeParam(chainCode, 'chain.unknown')) code: string, @Body(body(ChangeLinkStatus.input)) input: z.infer<typeof ChangeLinkStatus.input>, @Context({ command: 'ChangeLinkStatus' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<ChangeLinkStatus, Outcome>(new ChangeLinkStatus(code, input, context)));
  }
}

/** The project library (项目库), kept by the office. */
@ApiTags('library')
@Controller('library')
export class LibraryController {
  constructor(private readonly bus: CommandBus) {}

  @Post(':id')
  @Needs('library.edit')
  @CommandBody(EnterLibraryProject.input, { summary: 'enter a project in the library' })
  async enter(@Param('id', codeParam(libraryId, 'library.unknown')) id: string, @Body(body(EnterLibraryProject.input)) input: z.infer<typeof EnterLibraryProject.input>, @Context({ command: 'EnterLibraryProject' }) context: CommandContext): Promise<Answer> {
    return answer(await this.bus.execute<EnterLibraryProject, Outcome>(new EnterLibraryProject(id, input, context)), id);
  }
}
