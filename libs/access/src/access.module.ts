import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Accounts } from './accounts.ts';
import { AccountsController } from './accounts.controller.ts';
import { AuditController } from './audit.controller.ts';
import { SessionController } from './session.controller.ts';
import { SessionGuard } from './session.guard.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';

/**
 * Accounts, sessions and the access log over HTTP, and the guard of every route. Needs `ACCESS_DATA_SOURCE`,
 * `ACCESS_LOG` and `CLOCK` from a global module; `PUBLIC_URL` and the limits are optional.
 */
@Module({
  controllers: [SessionController, AuditController, AccountsController],
  providers: [Sessions, SignIn, Accounts, { provide: APP_GUARD, useClass: SessionGuard }],
  exports: [Sessions, Accounts],
})
export class AccessModule {}
