import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OIDC_SETTINGS, type OidcSettings, Public } from '#access';
import { demonstrationOf } from '#demonstration';
import { EVENT_STORE, type EventStore } from '#event-store';
import { QueryAnswer } from '#wire';
import { z } from 'zod';

const about = z.strictObject({ name: z.literal('liuhen'), demonstration: z.boolean(), /** Whether one may sign in by an identity provider. */ oidc: z.boolean() });

/** What this installation is, for whoever has not signed in yet. */
@Public()
@ApiTags('health')
@Controller('about')
export class AboutController {
  private demonstration: Promise<boolean> | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Optional() @Inject(OIDC_SETTINGS) private readonly oidc?: OidcSettings,
  ) {}

  /** Whether the log is a demonstration: what its first event says, which never changes. */
  @Get()
  @QueryAnswer(about, { summary: 'Whether this is a fictional demonstration' })
  async about(): Promise<z.infer<typeof about>> {
    return { name: 'liuhen', demonstration: await this.isDemonstration(), oidc: this.oidc !== undefined };
  }

  private async isDemonstration(): Promise<boolean> {
    const { position } = await this.store.head();
    // An empty log has not decided yet; only a begun one is remembered.
    if (position === 0) return false;
    return (this.demonstration ??= demonstrationOf(this.store).then((state) => state !== 'none'));
  }
}
