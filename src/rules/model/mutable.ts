/** An object while it is made. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
