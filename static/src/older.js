/** What phones sold since 2020 may lack and the libraries use; the build puts it before everything. */

Object.hasOwn ??= (object, name) => Object.prototype.hasOwnProperty.call(object, name);
