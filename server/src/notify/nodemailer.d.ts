/* nodemailer brings no types; these are of what is used. */
declare module "nodemailer" {
  interface TransportOptions {
    readonly host: string;
    readonly port: number;
    readonly secure: boolean;
    readonly requireTLS: boolean;
    readonly auth?: { readonly user: string; readonly pass: string };
    readonly connectionTimeout: number;
    readonly greetingTimeout: number;
    readonly socketTimeout: number;
  }
  interface Mail {
    readonly from: string;
    readonly to: string[];
    readonly subject: string;
    readonly text: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly disableFileAccess: boolean;
    readonly disableUrlAccess: boolean;
  }
  export function createTransport(options: TransportOptions): {
    sendMail(mail: Mail): Promise<unknown>;
    close(): void;
  };
}
