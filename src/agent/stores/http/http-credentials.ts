import { noKeys, secretKey, type SecretFolder } from '../object/credential-file';
import { Expiring } from '../object/expiring';

/** The Authorization header for a server: `token`, or `username` and `password`, of the Secret; none without one. */
export function httpCredentials(secret: SecretFolder | undefined): Expiring<string | undefined> {
  return new Expiring<string | undefined>(async () => {
    if (!secret) return { value: undefined };
    const [token, username, password] = await Promise.all(['token', 'username', 'password'].map((key) => secretKey(secret, key)));
    if (token) return { value: `Bearer ${token}` };
    if (username && password !== undefined) return { value: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    throw noKeys(secret, "'token', or 'username' and 'password'");
  });
}
