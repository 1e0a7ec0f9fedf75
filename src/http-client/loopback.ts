import { isIP } from 'net';

/** Tells whether a host, `name[:port]`, is this machine by its name: `localhost`, 127.0.0.0/8 or `[::1]`. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:[0-9]+$/, '').toLowerCase();
  if (name === '[::1]' || name === 'localhost' || name.endsWith('.localhost')) {
    return true;
  }
  return isIP(name) === 4 && name.startsWith('127.');
}
