export { AddComment, AttachDocument, attachedTo, type CommentEvent, type CommentsState, commentEvents, commentsDecider, commentsStream } from './comments.decider.ts';
export { DealRoomModule } from './deal-room.module.ts';
export { roomSchema } from './deal-room.schema.ts';
