// Enhancement of the desk: keys while a proposal has the focus.  Nothing needs it.
"use strict";

const proposals = [...document.querySelectorAll(".proposal")];

function focusOn(proposal) {
  if (proposal) {
    proposal.focus();
    proposal.scrollIntoView({ block: "nearest" });
  }
}

for (const proposal of proposals) {
  proposal.tabIndex = -1;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=hidden]), select, textarea");
  const here = event.target.closest(".proposal, .made");
  if (typing || !here || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const at = proposals.indexOf(here);
  if (event.key === "j" || event.key === "k") {
    focusOn(proposals[at + (event.key === "j" ? 1 : -1)]);
    event.preventDefault();
    return;
  }
  const aimed = event.key === "u"
    ? document.querySelector('[data-key="u"]')
    : here.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (aimed) {
    event.preventDefault();
    aimed.click();
  } else if (event.key === "o") {
    here.querySelector("a.title")?.click();
  }
});

if (proposals.length) {
  document.querySelector(".keys").hidden = false;
  // After a decision the next proposal waits under the fingers.
  if (new URLSearchParams(location.search).has("made")) {
    focusOn(proposals[0]);
  }
}
