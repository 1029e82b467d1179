import { createTransport, type Transporter } from 'nodemailer';
import type { Letter } from './letters.ts';

/** The mail server of the house and the address it sends from, as the operator configured them. */
export type MailOptions = { readonly url: string; readonly from: string };

/** The injection token of the `Mailer`; null where no mail server is configured. */
export const MAILER = Symbol('Mailer');

const PATIENCE_MS = 8_000;

/** The server did not take a mail; `code` says why without naming anybody, `forGood` whether it would say so again (RFC 5321, 5yz). */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
  constructor(readonly code: string, readonly forGood: boolean) {
    super(code);
  }
}

/** Sends letters by SMTP. The server is the operator's choice, and so may be one inside the house. */
export class Mailer {
  private readonly transport: Transporter;

  constructor(private readonly options: MailOptions) {
    const patience = { connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS, dnsTimeout: PATIENCE_MS };
    this.transport = createTransport({ url: options.url, ...patience, disableFileAccess: true, disableUrlAccess: true });
  }

  /** Sends one under an id that is the same at every try, in `Message-ID` and in a header of its own. Throws `MailRefused`. */
  async send(to: string, { subject, text }: Letter, id: string): Promise<void> {
    try {
      await this.transport.sendMail({
        from: this.options.from,
        // An object, not a text: what somebody typed is one address, never a list.
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${id}@liuhen>`,
        headers: { 'X-Liuhen-Message-Id': id, 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      const { code = 'unknown', responseCode } = error as { code?: string; responseCode?: number };
      throw new MailRefused(responseCode === undefined ? `smtp-${code}` : `smtp-${responseCode}`, responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH');
    }
  }

  close(): void {
    this.transport.close();
  }
}
