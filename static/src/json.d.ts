/** What our JSON may hold: no null, and whole numbers only (protocol 1). */
export type JsonValue = string | number | boolean | readonly JsonValue[] | JsonObject;
export type JsonObject = { [name: string]: JsonValue };
