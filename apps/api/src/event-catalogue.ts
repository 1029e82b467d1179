import { chainEvents, libraryEvents } from '#chains';
import { budgetEvents, clawbackEvents, commitmentEvents, promisesEvents } from '#commitments';
import { commentEvents } from '#deal-room';
import { correctionEvents } from '#corrections';
import { confidentialEvents } from '#confidentiality';
import { conductEvents } from '#conduct';
import { dealEvents } from '#deals';
import { deliveryEvents } from '#delivery';
import { demonstrationEvents } from '#demonstration';
import { enterpriseEvents } from '#enterprises';
import { eventCatalogue } from '#event-store';
import { claimEvents, contactsEvents, leadEvents, poolEvents } from '#leads';
import { targetEvents, unitEvents, yardstickEvents } from '#organisation';
import { periodEvents } from '#periods';
import { meetingEvents, opinionEvents } from '#reviews';

/** Every event type of the system; a slice joins its own here. */
export const catalogue = eventCatalogue(
  demonstrationEvents,
  unitEvents,
  targetEvents,
  yardstickEvents,
  chainEvents,
  libraryEvents,
  enterpriseEvents,
  leadEvents,
  claimEvents,
  contactsEvents,
  poolEvents,
  dealEvents,
  opinionEvents,
  meetingEvents,
  commentEvents,
  deliveryEvents,
  commitmentEvents,
  promisesEvents,
  budgetEvents,
  clawbackEvents,
  correctionEvents,
  periodEvents,
  confidentialEvents,
  conductEvents,
);
