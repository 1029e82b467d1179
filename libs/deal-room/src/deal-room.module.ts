import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { commentHandlers } from './comments.handlers.ts';
import { DealRoomController } from './deal-room.controller.ts';

/** One deal across its slices, and the remarks on it; needs global providers of `COMMAND_RUNNER`, `VAULT`, `CLOCK` and `DOCUMENTS`. */
@Module({ imports: [CqrsModule], controllers: [DealRoomController], providers: commentHandlers })
export class DealRoomModule {}
