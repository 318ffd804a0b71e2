/** What phones sold since 2020 may lack and the libraries use; the build puts it before everything. */

const { hasOwnProperty } = Object.prototype;

Object.hasOwn ??= (object, name) => hasOwnProperty.call(object, name);
