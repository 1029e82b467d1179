import { Module } from '@nestjs/common';
import { DealRoomController } from './deal-room.controller.ts';

/** Reads one deal across its slices; needs global providers of `COMMAND_RUNNER`, `VAULT` and `DOCUMENTS`. */
@Module({ controllers: [DealRoomController] })
export class DealRoomModule {}
