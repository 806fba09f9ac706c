// Says on the page of tasks that others have come since it was made; what is there stays where it is.
(function () {
  "use strict";
  var box = document.getElementById("came");
  if (!box || !window.EventSource) { return; }
  var source = new EventSource(box.getAttribute("data-from"));
  source.onmessage = function (event) {
    var count = parseInt(event.data, 10);
    box.textContent = "";
    if (count > 0) {
      var link = document.createElement("a");
      link.href = window.location.href;
      link.textContent = box.getAttribute("data-said").replace("%", String(count));
      box.appendChild(link);
    }
  };
})();
