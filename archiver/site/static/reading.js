// Enhancement of every page: keys to read by, and buttons that copy.  Nothing needs it.
"use strict";

const posts = [...document.querySelectorAll(".post")];
const help = document.getElementById("keys");

function here() {
  const top = document.documentElement.getBoundingClientRect().top;
  const at = document.activeElement.closest?.(".post");
  if (at) {
    return posts.indexOf(at);
  }
  return posts.findLastIndex((post) => post.getBoundingClientRect().top - top <= window.scrollY + 40);
}

function go(post) {
  if (post) {
    post.focus({ preventScroll: true });
    post.scrollIntoView();
  }
}

function search() {
  const field = document.querySelector("input[type=search]");
  if (field) {
    field.focus();
    field.select();
  } else {
    document.querySelector("header nav a[href='/search']")?.click();
  }
}

for (const post of posts) {
  post.tabIndex = -1;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, dialog");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) {
    return;
  }
  const actions = {
    "j": () => go(posts[here() + 1]),
    "k": () => go(posts[here() - 1]),
    "u": () => document.querySelector(".unread-link")?.click(),
    "/": search,
    "?": () => help?.showModal(),
  };
  const needsPosts = event.key === "j" || event.key === "k";
  if (Object.hasOwn(actions, event.key) && (posts.length || !needsPosts)) {
    event.preventDefault();
    actions[event.key]();
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    const before = button.innerHTML;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.innerHTML = before; }, 2000);
  });
}
