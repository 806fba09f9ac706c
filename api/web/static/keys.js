// Single keys: "/" to the search of the page, "?" to the help, "g i" and "g c" to tasks and cases. None records anything.
// Not loaded where the reader switched them off (/help).
(function () {
  "use strict";
  var went = 0;
  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) { return; }
    if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) { return; }
    if (event.key === "?") {
      window.location.assign("/help#keys");
    } else if (event.key === "/") {
      var field = document.querySelector("input[type=search], .filters input[type=text], .filters select");
      if (field) { event.preventDefault(); field.focus(); }
    } else if (event.key === "g") {
      went = Date.now();
    } else if (Date.now() - went < 1500 && (event.key === "i" || event.key === "c")) {
      window.location.assign(event.key === "i" ? "/inbox" : "/cases");
    }
  });
})();
