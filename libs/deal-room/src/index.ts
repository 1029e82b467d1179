export { DealRoomModule } from './deal-room.module.ts';
export { roomSchema } from './deal-room.schema.ts';
