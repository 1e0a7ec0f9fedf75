/**
 * Who may change what is extracted: everyone, as the steps of a Pod run as different users, or whom the umask and the
 * folder let, as with any program that a person calls.
 */
export type Modes = 'everyone' | 'umask';
