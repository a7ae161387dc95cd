// Delivers the envelope of the address's fragment. Written for old phones: no BigInt, no modules.
(function () {
  "use strict";
  var DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:", BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  var TOKEN = 16, LONGEST = 2000, PATIENCE_MS = 25000;
  var words = JSON.parse(find("words").textContent), language = document.documentElement.lang, state = "";
  var square = location.hash.slice(1), parts = null;
  // It holds a secret: neither the address bar nor the history keeps it.
  history.replaceState(null, "", location.pathname);

  function find(id) { return document.getElementById(id); }

  // Returns the envelope and the token, or null (docs/wire-format.md, section 7).
  function read(text) {
    try { text = decodeURIComponent(text); } catch (_) { return null; }
    var last = text.length - 1, bytes = [0], carry;
    if (last < 1 || text.length > LONGEST || text.charAt(last) !== "X" || text.charAt(0) === "0") return null;
    for (var at = 0; at < last; at++) {
      carry = DIGITS.indexOf(text.charAt(at));
      if (carry < 0) return null;
      for (var i = 0; i < bytes.length; i++) {
        carry += bytes[i] * 43;
        bytes[i] = carry & 255;
        carry >>= 8;
      }
      if (carry) bytes.push(carry);
    }
    bytes.reverse();
    if (bytes[0] !== 1 || bytes.length < 2 + TOKEN) return null;
    return { envelope: bytes.slice(1, -TOKEN), token: bytes.slice(-TOKEN) };
  }

  // An accepted envelope has one form: the number of its station stands in its 9th to 12th byte.
  function page(found) {
    var station = found.envelope.slice(8, 12).reduce(function (sum, one) { return sum * 256 + one; }, 0);
    var text = "", bits = 0, value = 0;
    found.token.concat(0).forEach(function (one) {
      value = value << 8 | one;
      for (bits += 8; bits >= 5; bits -= 5) text += BASE32.charAt(value >> bits - 5 & 31);
      value &= 31;
    });
    return "/s/" + station + "-" + text.slice(0, 26);
  }

  function show(now) {
    var mine = words[language];
    state = now;
    document.documentElement.lang = language;
    document.documentElement.dir = mine.dir;
    document.title = mine.title + " — Relais";
    find("told").hidden = find("tongues").hidden = false;
    find("said").textContent = mine[now];
    find("more").textContent = mine[now + "_more"];
    find("privacy").textContent = mine.privacy;
    find("follow").textContent = mine.follow;
    find("follow").hidden = now !== "received";
    find("retry").textContent = mine.retry;
    find("retry").hidden = now !== "offline" && now !== "silent";
    Array.prototype.forEach.call(document.querySelectorAll(".tongue"), function (button) {
      button.setAttribute("aria-pressed", String(button.lang === language));
    });
  }

  function deliver() {
    var late = setTimeout(silent, PATIENCE_MS);
    function silent() {
      if (state === "working") show(navigator.onLine === false ? "offline" : "silent");
    }
    show("working");
    fetch("/r", {
      method: "POST", body: new Uint8Array(parts.envelope), credentials: "omit", cache: "no-store",
      headers: { "Content-Type": "application/octet-stream" }
    }).then(function (answer) {
      if (answer.status !== 200 && answer.status !== 404) throw answer.status;
      return answer.json();
    }).then(function (told) {
      // A portal that answers in its place says neither.
      if (told.received !== true && told.received !== false) throw told;
      if (told.received) find("follow").href = page(parts);
      show(told.received ? "received" : "refused");
    }).catch(silent).then(function () { clearTimeout(late); });
  }

  find("retry").addEventListener("click", deliver);
  find("tongues").addEventListener("click", function (event) {
    if (words[event.target.lang]) { language = event.target.lang; show(state); }
  });
  parts = square ? read(square) : null;
  if (parts) deliver(); else show(square ? "refused" : "empty");
})();
