"use strict";
(function () {
  var form = document.getElementById("search"), field = document.getElementById("words");
  var found = document.getElementById("found"), results = document.getElementById("results");
  var MOST = 50;
  function plain(text) { return text.normalize("NFKC").toLowerCase(); }
  var list = PAGES.map(function (page) { return [plain(page.slice(0, 4).join("\n")), page]; });
  function search() {
    var words = plain(field.value).split(/\s+/).filter(Boolean);
    var hits = words.length ? list.filter(function (one) {
      return words.every(function (word) { return one[0].indexOf(word) >= 0; });
    }) : [];
    results.textContent = "";
    hits.slice(0, MOST).forEach(function (one) {
      var page = one[1], item = document.createElement("li"), link = document.createElement("a"), more = document.createElement("small");
      link.href = page[4];
      link.textContent = page[0];
      more.textContent = " " + page[2] + " · " + page[3];
      item.appendChild(link);
      item.appendChild(more);
      results.appendChild(item);
    });
    found.textContent = !words.length ? "" : !hits.length ? found.dataset.none :
      found.dataset.some.replace("#", hits.length) + (hits.length > MOST ? found.dataset.more : "");
  }
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  field.addEventListener("input", search);
  form.hidden = false;
  search();
})();
