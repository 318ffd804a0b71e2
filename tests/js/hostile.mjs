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
  'control characters': 'a\u0000b\u0001\u0008\u001b[31m\u007f\u0085',
  'line ends of all kinds': 'a\nb\r\nc\rd\u2028e\u2029f',
  'spaces behind': '同意   ',
  'spaces only': '    ',
  'a formula of a spreadsheet': '=HYPERLINK("http://x","y")',
  'another formula': '+1-2@SUM(A1)\t=1',
  'a template': '{{ config }} {% raw %} #{7*7} %(name)s',
  'the last code point': '\u{10ffff}\ufffe\uffff',
};
