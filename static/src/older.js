/** What phones sold since 2020 may lack and the libraries use; the build puts it before everything. */

const own = Object.prototype.hasOwnProperty;

Object.hasOwn ??= (object, name) => own.call(object, name);

DataView.prototype.setBigUint64 ??= function setBigUint64(offset, value, little = false) {
  const [low, high] = [value & 0xffffffffn, (value >> 32n) & 0xffffffffn];
  this.setUint32(offset, Number(little ? low : high), little);
  this.setUint32(offset + 4, Number(little ? high : low), little);
};

export {};
