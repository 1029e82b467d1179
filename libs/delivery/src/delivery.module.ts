import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DeliveryController } from './delivery.controller.ts';
import { deliveryHandlers } from './delivery.handlers.ts';

/** The delivery of signed deals; needs global providers of `COMMAND_RUNNER`, `VAULT` and `CLOCK`. */
@Module({ imports: [CqrsModule], controllers: [DeliveryController], providers: deliveryHandlers })
export class DeliveryModule {}
