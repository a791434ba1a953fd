// Draws a template card. `tap(key, selected)` is called for a button; links open a new page.

import { el } from "/markdown.js";

function choice(question) {
  const box = el("div", "card-question");
  if (question.title) box.append(el("span", "card-question-title", question.title));
  box.dataset.question = question.key;
  if (question.many || !question.title) {
    question.options.forEach((option) => {
      const input = el("input");
      input.type = question.many ? "checkbox" : "radio";
      input.name = `q-${question.key}`;
      input.value = option.id;
      input.checked = question.chosen.includes(option.id);
      box.append(el("label", "card-option", input, option.text));
    });
    return box;
  }
  const select = el("select");
  question.options.forEach((option) => {
    const node = el("option", "", option.text);
    node.value = option.id;
    node.selected = question.chosen.includes(option.id);
    select.append(node);
  });
  box.append(select);
  return box;
}

function chosen(root) {
  const selected = {};
  root.querySelectorAll("[data-question]").forEach((box) => {
    const select = box.querySelector("select");
    selected[box.dataset.question] = select
      ? [select.value]
      : [...box.querySelectorAll("input:checked")].map((one) => one.value);
  });
  return selected;
}

function button(one, root, tap) {
  const node = el("button", `card-button style-${one.style || 2}`, one.text);
  node.type = "button";
  if (one.url) {
    node.addEventListener("click", () => window.open(one.url, "_blank", "noopener"));
    return node;
  }
  node.dataset.key = one.key;
  node.addEventListener("click", () => {
    root.querySelectorAll(".card-button").forEach((other) => { other.disabled = true; });
    node.classList.add("busy");
    tap(one.key, chosen(root), () => {
      root.querySelectorAll(".card-button").forEach((other) => { other.disabled = false; });
      node.classList.remove("busy");
    });
  });
  return node;
}

function line([label, value]) {
  return el("div", "card-line", el("dt", "", label), el("dd", "", value));
}

function pair([big, small], name) {
  return big || small
    ? el("div", name, big ? el("strong", "", big) : null, small ? el("span", "", small) : null)
    : null;
}

export function drawCard(card, tap) {
  const root = el("article", `card state-${card.state}`);
  root.dataset.card = card.task_id;
  if (card.source || card.menu.length) {
    const head = el("div", "card-source", card.source);
    card.menu.forEach((one) => head.append(button({ ...one, style: 4 }, root, tap)));
    root.append(head);
  }
  if (card.title) root.append(el("h2", "card-title", card.title));
  if (card.desc) root.append(el("p", "card-desc", card.desc));
  root.append(pair(card.emphasis, "card-emphasis") || "", pair(card.quote, "card-quote") || "");
  if (card.lines.length) root.append(el("dl", "card-lines", ...card.lines.map(line)));
  if (card.note) root.append(el("p", "card-note", card.note));
  card.questions.forEach((one) => root.append(choice(one)));
  if (card.replace_text) {
    root.append(el("div", "card-replaced", card.replace_text));
  } else if (card.buttons.length) {
    const wide = card.buttons.length > 2 || card.buttons.some((one) => one.text.length > 6);
    const row = el("div", wide ? "card-buttons wide" : "card-buttons");
    card.buttons.forEach((one) => row.append(button(one, root, tap)));
    root.append(row);
  }
  card.links.forEach(([text, url]) => {
    const node = el("a", "card-link", text);
    if (/^https?:\/\//.test(url)) {
      node.href = url;
      node.target = "_blank";
      node.rel = "noopener noreferrer";
    }
    root.append(node);
  });
  return root;
}
