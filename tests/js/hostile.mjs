/** Texts that somebody may write into a comment to harm whoever shows, prints or exports it. */

/** @type {Readonly<Record<string, string>>} */
export const HOSTILE = {
  'a script': '<script>alert(1)</script><img src=x onerror=alert(2)>',
  'an end of JSON': '"}],"reply_to":"\\","nonce":"',
  'html entities': '&lt;b&gt; &amp;amp; &#x202e;',
  'a change of direction': '同意\u202e案方此意同不\u202c\u2066x\u2069',
  'zero-width marks': '同\u200b意\u200d\ufeff\u2060',
  'a byte order mark first': '\ufeff同意',
  'characters of four bytes': '𠮷野家 👩‍👩‍👧‍👦 𝒳 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'combining marks': 'Z\u0351\u036b\u0343a\u0301 \u0061\u030a',
  'ends of lines': '第一行\n\n第二行\n\u2028\u2029',
  'spaces behind': '同意   ',
  'a formula of a spreadsheet': '=HYPERLINK("http://x","y")',
  'another formula': '+1-2@SUM(A1) =1',
  'a template': '{{ config }} {% raw %} #{7*7} %(name)s',
  'the last code point': '\u{10ffff}\ufffe\uffff',
};

/** Texts that no comment may have. @type {Readonly<Record<string, string>>} */
export const FORBIDDEN = {
  nothing: '',
  'blanks only': ' \u3000\n\u2003\u2028',
  'an escape': 'a\u001b[31m',
  'a null': 'a\u0000b',
  'a tabulator': 'a\tb',
  'a carriage return': 'a\r\nb',
  'a control character of Latin-1': 'a\u0085b',
  'half a character': 'a\ud800b',
};
