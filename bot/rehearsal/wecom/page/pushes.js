// The list of everything anybody received, newest first, grouped by the minute it came.

import { names } from "/files.js";
import { bare, el } from "/markdown.js";

const CHANNELS = { aibot: "机器人", app: "应用", webhook: "群推送" };
const KINDS = { card: "卡片", markdown: "", text: "", file: "" };
const SHOWN = 500;

function summary(card) {
  const lines = card.lines.map(([label, value]) => `${label} ${value}`);
  return [card.desc, ...lines, card.note].filter(Boolean).join(" · ");
}

function row(entry) {
  const card = entry.kind === "card" ? entry.card : null;
  const title = card ? card.title : "";
  const files = entry.files.length ? names(entry.files) : "";
  const rest = card ? summary(card) : [bare(entry.text), files].filter(Boolean).join(" ");
  const text = el("div", "push-text");
  if (KINDS[entry.kind]) text.append(el("em", "", KINDS[entry.kind]));
  if (title) text.append(el("strong", "", title));
  text.append(rest);
  if (card && card.replace_text) text.append(el("small", "", `现在显示：${card.replace_text}`));
  if (entry.recalled) text.append(el("small", "", "已撤回"));
  const group = entry.place.startsWith("group:");
  return el("div", "push",
    el("span", "push-to", group ? `群 ${entry.place_name}` : entry.place_name),
    el("span", `push-channel ch-${entry.channel}`, CHANNELS[entry.channel]),
    text);
}

export function drawPushes(state, list, who, only) {
  const entries = [...state.entries.values()]
    .filter((one) => one.seq > 0 && !(only && one.reply_to))
    .filter((one) => !who || one.place.endsWith(`:${who}`))
    .sort((a, b) => b.seq - a.seq)
    .slice(0, SHOWN);
  const parts = [];
  let before = "";
  for (const entry of entries) {
    const at = entry.at.slice(0, 16);
    if (at !== before) {
      before = at;
      const words = `${Number(at.slice(5, 7))}月${Number(at.slice(8, 10))}日 ${at.slice(11)}`;
      const count = entries.filter((one) => one.at.slice(0, 16) === at).length;
      parts.push(el("h2", "push-at", words, el("span", "", `${count}条`)));
    }
    parts.push(row(entry));
  }
  if (!parts.length) {
    parts.push(el("p", "none", "还没有推送。拨动上面的时钟，看看到时候谁会收到什么。"));
  }
  list.replaceChildren(...parts);
}
