/** What phones sold since 2020 may lack and the libraries use; the build puts it before everything. */

const own = Object.prototype.hasOwnProperty;

Object.hasOwn ??= (object, name) => own.call(object, name);

export {};
