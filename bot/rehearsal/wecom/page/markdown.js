// Draws the bot's markdown as DOM nodes. Text only ever becomes text nodes, never markup.

const INLINE =
  /(`[^`\n]+`)|(\*\*[^*\n]+\*\*)|(\[[^\]\n]+\]\(https?:\/\/[^\s)]+\))|(<font color="(?:info|comment|warning)">[^<]*<\/font>)|(<a href="https?:\/\/[^"\s]+">[^<]*<\/a>)/g;

export function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((one) => one !== null && one !== undefined));
  return node;
}

function link(url, text) {
  const node = el("a", "", text);
  node.href = url;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function piece(token) {
  if (token.startsWith("`")) return el("code", "", token.slice(1, -1));
  if (token.startsWith("**")) return el("strong", "", ...inline(token.slice(2, -2)));
  if (token.startsWith("[")) {
    const middle = token.indexOf("](");
    return link(token.slice(middle + 2, -1), token.slice(1, middle));
  }
  if (token.startsWith("<font")) {
    const colour = /"(\w+)"/.exec(token)[1];
    return el("span", `font-${colour}`, ...inline(token.slice(token.indexOf(">") + 1, -7)));
  }
  const url = /"([^"]+)"/.exec(token)[1];
  return link(url, token.slice(token.indexOf(">") + 1, -4));
}

export function inline(text) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) nodes.push(text.slice(last, match.index));
    nodes.push(piece(match[0]));
    last = match.index + match[0].length;
  }
  if (last < text.length) nodes.push(text.slice(last));
  return nodes;
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split("|").map((one) => one.trim());
}

function table(lines) {
  const [head, , ...rows] = lines.map(cells);
  const row = (tag, values) => el("tr", "", ...values.map((one) => el(tag, "", ...inline(one))));
  const body = el("tbody", "", ...rows.map((one) => row("td", one)));
  return el("div", "table", el("table", "", el("thead", "", row("th", head)), body));
}

const BLOCKS = [
  [/^\s*(?:---+|\*\*\*+)\s*$/, () => el("hr")],
  [/^(#{1,6})\s+(.*)$/, (m) => el("p", `h h${m[1].length}`, ...inline(m[2]))],
];

function run(lines, start, test) {
  let end = start;
  while (end < lines.length && test.test(lines[end])) end += 1;
  return lines.slice(start, end);
}

export function markdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const root = el("div", "markdown");
  for (let i = 0; i < lines.length; ) {
    const line = lines[i];
    const block = BLOCKS.find(([test]) => test.test(line));
    if (/^```/.test(line)) {
      const inside = run(lines, i + 1, /^(?!```)/);
      root.append(el("pre", "", inside.join("\n")));
      i += inside.length + 2;
    } else if (block) {
      root.append(block[1](block[0].exec(line)));
      i += 1;
    } else if (/^>/.test(line)) {
      const quoted = run(lines, i, /^>/);
      const inner = markdown(quoted.map((one) => one.replace(/^>\s?/, "")).join("\n"));
      root.append(el("blockquote", "", inner));
      i += quoted.length;
    } else if (/^\s*\|.*\|\s*$/.test(line) && /^[\s|:-]+$/.test(lines[i + 1] || "x")) {
      const rows = run(lines, i, /^\s*\|/);
      root.append(table(rows));
      i += rows.length;
    } else if (/^\s*[-*]\s+/.test(line)) {
      const items = run(lines, i, /^\s*[-*]\s+/);
      const item = (one) => el("li", "", ...inline(one.replace(/^\s*[-*]\s+/, "")));
      root.append(el("ul", "", ...items.map(item)));
      i += items.length;
    } else if (line.trim() === "") {
      root.append(el("div", "gap"));
      i += 1;
    } else {
      root.append(el("p", "", ...inline(line)));
      i += 1;
    }
  }
  return root;
}

export function plain(text) {
  const root = el("div", "plain");
  text.split("\n").forEach((line, i) => {
    if (i) root.append(document.createElement("br"));
    root.append(...inline(line).filter((one) => typeof one === "string" || one.tagName === "A"
      ? true : one.textContent !== ""));
  });
  return root;
}

// A line for previews and lists: markup taken off, one line.
export function bare(text) {
  return text
    .replace(/<\/?(?:font|a)\b[^>]*>/g, "")
    .replace(/\[([^\]\n]+)\]\([^)\n]+\)/g, "$1")
    .replace(/^[#>\s]+/gm, "")
    .replace(/\*\*|`/g, "")
    .replace(/\s*\n\s*/g, " · ")
    .trim();
}
