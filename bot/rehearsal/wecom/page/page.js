// The page: who I am, which conversation is open, what is in it. One long poll keeps it up to date.

import { drawCard } from "/cards.js";
import { asMember, drawFile, names } from "/files.js";
import { bare, el, markdown, plain } from "/markdown.js";
import { drawPushes } from "/pushes.js";

const $ = (id) => document.getElementById(id);
const CHANNELS = { aibot: "机器人", app: "应用", webhook: "群推送" };
const FACES = { aibot: "协作", app: "应用", webhook: "推送" };
const SHOWN = 300;

const state = {
  people: [],
  chats: [],
  me: null,
  place: "",
  entries: new Map(),
  places: new Map(),
  read: new Map(),
  version: 0,
  turn: 0,
  quote: null,
  files: [],
  pushes: false,
  now: "",
  run: "",
  before: null,
  changed: new Set(),
};

async function call(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || "演练环境没有回应。");
  return answer;
}

let toastTimer = 0;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 5000);
}

const lower = (text) => text.toLowerCase();
const id = (person) => lower(person.userid);
const colour = (key) => `c${[...key].reduce((sum, one) => sum + one.codePointAt(0), 0) % 8}`;
const clock = (at) => at.slice(11, 16);
const day = (at) => `${Number(at.slice(5, 7))}月${Number(at.slice(8, 10))}日`;

// Like a chat list: the hour for today, the day for anything older.
const when = (at) => (at.slice(0, 10) === state.now.slice(0, 10) ? clock(at) : day(at));

function avatar(name, key, kind = "") {
  const node = el("span", `avatar ${kind || colour(key)}`, [...name].slice(-2).join(""));
  node.setAttribute("aria-hidden", "true");
  return node;
}

// ---- conversations ----

function placesOf(person) {
  const mine = [];
  for (const chat of state.chats) {
    if (!chat.members.some((one) => lower(one) === id(person))) continue;
    if (chat.kind === "group") {
      mine.push({ key: `group:${chat.id}`, chat: chat.id, name: chat.name, kind: "group",
        about: `${chat.members.length}人 · 群里@机器人它才听得见` });
    } else if (chat.kind === "bot") {
      mine.push({ key: `bot:${id(person)}`, chat: "bot", name: `${chat.name} 机器人`, kind: "bot",
        about: "智能机器人，和它一对一" });
    } else {
      mine.push({ key: `app:${id(person)}`, chat: "app", name: `${chat.name} 应用`, kind: "app",
        about: "自建应用的消息" });
    }
  }
  return mine;
}

const inPlace = (key) => [...(state.places.get(key) || new Map()).values()];
const readKey = (person, key) => `${id(person)} ${key}`;

function unread(person, key) {
  const read = state.read.get(readKey(person, key)) || state.before;
  return inPlace(key).filter((one) => one.seq > read && !one.recalled).length;
}

function markRead(key) {
  const last = inPlace(key).reduce((most, one) => Math.max(most, one.seq), 0);
  state.read.set(readKey(state.me, key), last);
}

function preview(entry) {
  if (entry.recalled) return "撤回了一条消息";
  const who = entry.from && id(entry.from) !== id(state.me) && entry.place.startsWith("group:")
    ? `${entry.from.name}：` : "";
  const what = entry.files.length && !entry.text ? names(entry.files) : entry.kind === "card" ? `[卡片] ${entry.card.title || bare(entry.text)}`
    : bare(entry.text);
  return who + what;
}

function badge(count) {
  return count ? el("span", "badge", count > 99 ? "99+" : String(count)) : null;
}

function drawPlaces() {
  const list = $("places");
  const rows = placesOf(state.me).map((place) => {
    const last = inPlace(place.key).at(-1);
    const button = el("button", place.key === state.place && !state.pushes ? "place here" : "place",
      avatar(place.kind === "group" ? "群" : place.kind === "bot" ? "协作" : "应用", place.key,
        `k-${place.kind}`),
      el("span", "place-name", place.name),
      el("time", "", last ? when(last.at) : ""),
      el("span", "place-last", last ? preview(last) : "还没有消息"),
      badge(unread(state.me, place.key)));
    button.type = "button";
    button.dataset.place = place.key;
    button.addEventListener("click", () => openPlace(place.key));
    return el("li", "", button);
  });
  list.replaceChildren(...rows);
}

// ---- people ----

function unreadOf(person) {
  return placesOf(person).reduce((sum, place) => sum + unread(person, place.key), 0);
}

function drawMe() {
  const { name, unit, title } = state.me;
  const others = state.people.filter((one) => one !== state.me && unreadOf(one) > 0).length;
  $("me").replaceChildren(avatar(name, id(state.me)));
  $("whoami").replaceChildren(
    avatar(name, id(state.me)),
    el("span", "", el("strong", "", `我是${name}`),
      el("small", "", [unit, title].filter(Boolean).join(" · ") || "点这里换一个人")),
    el("span", "change", "换人", badge(others)));
  $("whoami").title = others ? `还有${others}个人有没看的消息` : "换一个人";
}

function drawPeople() {
  if ($("picker").hidden) return;
  const wanted = $("find").value.trim();
  const rows = state.people
    .filter((one) => !wanted || `${one.name}${one.unit}${one.title}`.includes(wanted))
    .map((person) => {
      const button = el("button", id(person) === id(state.me) ? "person here" : "person",
        avatar(person.name, id(person)),
        el("span", "person-name", person.name),
        el("small", "", [person.unit, person.title].filter(Boolean).join(" · ")),
        badge(unreadOf(person)));
      button.type = "button";
      button.dataset.person = id(person);
      button.addEventListener("click", () => become(person));
      return el("li", "", button);
    });
  $("people").replaceChildren(...(rows.length ? rows : [el("li", "none", "没有这个人")]));
}

function togglePicker(open) {
  $("picker").hidden = !open;
  $("places").hidden = open;
  $("whoami").setAttribute("aria-expanded", String(open));
  if (open) {
    $("find").value = "";
    drawPeople();
  }
}

async function become(person) {
  const kind = state.place.split(":")[0];
  const place = state.place;
  state.me = person;
  location.hash = id(person);
  togglePicker(false);
  const mine = placesOf(person);
  const next = mine.find((one) => one.key === place) || mine.find((one) => one.kind === kind)
    || mine[0];
  state.place = next ? next.key : "";
  state.turn += 1;
  state.version = 0;
  take(await news(0));
  drawAll();
  greet();
  poll(state.turn);
}

// ---- one conversation ----

function openPlace(key) {
  state.place = key;
  state.pushes = false;
  setQuote(null);
  $("main").classList.add("reading");
  $("log").dataset.place = "";
  drawAll();
  greet();
  $("text").focus();
}

function greet() {
  if (state.place.startsWith("bot:")) call("/sandbox/open", { from: id(state.me) }).catch(() => {});
}

function content(entry) {
  if (entry.recalled) return el("p", "recalled", "这条消息已撤回");
  if (entry.kind === "card") return drawCard(entry.card, (key, selected, undo) => {
    tap(entry.card.task_id, key, selected).catch((error) => { toast(error.message); undo(); });
  });
  const body = entry.kind === "markdown" ? markdown(entry.text) : plain(entry.text);
  const bubble = el("div", entry.done ? "bubble" : "bubble writing", entry.text ? body : null);
  entry.files.forEach((one) => bubble.append(drawFile(one)));
  if (entry.quote) bubble.prepend(el("p", "quoted", bare(entry.quote).slice(0, 80)));
  return bubble;
}

function drawEntry(entry) {
  const mine = entry.from && id(entry.from) === id(state.me);
  const bot = state.chats.find((one) => one.kind === "bot");
  const name = entry.from ? entry.from.name : bot.name;
  const head = el("p", "said-by", el("span", "", name));
  if (!entry.from) head.append(el("em", "", CHANNELS[entry.channel]));
  head.append(el("time", "", clock(entry.at)));
  const quote = el("button", "quote", "引用");
  quote.type = "button";
  quote.addEventListener("click", () => { setQuote(entry); $("text").focus(); });
  const kind = entry.from ? "" : `k-${entry.channel === "aibot" ? "bot" : entry.channel}`;
  const face = entry.from ? entry.from.name : FACES[entry.channel];
  const row = el("li", mine ? "entry mine" : "entry",
    avatar(face, entry.from ? id(entry.from) : "", kind),
    el("div", "said", head, el("div", "said-what", content(entry), entry.recalled ? null : quote)));
  row.dataset.id = entry.id;
  return row;
}

function drawLog() {
  const log = $("log");
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const other = log.dataset.place !== readKey(state.me, state.place);
  log.dataset.place = readKey(state.me, state.place);
  const known = other ? new Map()
    : new Map([...log.children].filter((one) => one.dataset.id).map((one) => [one.dataset.id, one]));
  const rows = [];
  let before = "";
  for (const entry of inPlace(state.place).slice(-SHOWN)) {
    if (entry.at.slice(0, 10) !== before) {
      before = entry.at.slice(0, 10);
      rows.push(el("li", "day", day(entry.at)));
    }
    const old = known.get(entry.id);
    const fresh = !old || state.changed.has(entry.id) ? drawEntry(entry) : old;
    rows.push(fresh);
  }
  if (!rows.length) rows.push(el("li", "none", "还没有消息。写一句话就能办事，例如“帮助”“待办”。"));
  log.replaceChildren(...rows);
  if (other || near) log.scrollTop = log.scrollHeight;
}

function drawHead() {
  const place = placesOf(state.me).find((one) => one.key === state.place);
  $("chat-name").textContent = place ? place.name : "";
  $("chat-about").textContent = place ? place.about : "";
  $("mention-label").hidden = !place || place.kind !== "group";
  $("text").placeholder = place ? `以${state.me.name}的身份说` : "";
  document.title = `${state.me.name} · 本机演练`;
}

function setQuote(entry) {
  state.quote = entry;
  $("quoting").hidden = !entry;
  const words = entry ? bare(entry.text) || names(entry.files) : "";
  $("quoting-text").textContent = entry ? `引用：${words.slice(0, 60)}` : "";
}

function setFiles(files) {
  state.files = files;
  $("attached").hidden = !files.length;
  $("attached-text").textContent = files.map((one) => one.name).join("、");
}

function readFile(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onerror = () => failed(new Error(`没有读出“${file.name}”。`));
    reader.onload = () => done({
      name: file.name,
      sort: /^image\/(?:jpeg|png)$/.test(file.type) ? "image" : "file",
      base64: reader.result.slice(reader.result.indexOf(",") + 1),
    });
    reader.readAsDataURL(file);
  });
}

async function tap(task, key, selected) {
  await call("/sandbox/tap", { from: id(state.me), card: task, key, selected });
}

async function say() {
  const text = $("text").value;
  const place = placesOf(state.me).find((one) => one.key === state.place);
  if ((!text.trim() && !state.files.length) || !place) return;
  const body = { from: id(state.me), chat: place.chat, text, mention: $("mention").checked };
  if (state.quote) body.quote = state.quote.id;
  const sort = (kind) => state.files.filter((one) => one.sort === kind);
  if (state.files.length) {
    body.images = sort("image").map((one) => one.base64);
    body.files = sort("file").map(({ name, base64 }) => ({ name, base64 }));
  }
  $("text").value = "";
  setQuote(null);
  setFiles([]);
  $("log").scrollTop = $("log").scrollHeight;
  try {
    await call("/sandbox/say", body);
  } catch (error) {
    toast(error.message);
    if (!$("text").value) $("text").value = text;
  }
}

// ---- everything ----

function drawAll() {
  $("chat").hidden = state.pushes;
  $("pushes").hidden = !state.pushes;
  $("tab-chats").setAttribute("aria-pressed", String(!state.pushes));
  $("tab-pushes").setAttribute("aria-pressed", String(state.pushes));
  if (!state.pushes && state.place) {
    markRead(state.place);
    drawHead();
    drawLog();
  } else if (state.pushes) {
    drawPushes(state, $("push-list"), $("push-who").value, $("push-only").checked);
  }
  drawMe();
  drawPlaces();
  drawPeople();
  state.changed.clear();
}

function news(wait) {
  const me = encodeURIComponent(id(state.me));
  return call(`/sandbox/transcript?since=${state.version}&me=${me}&wait=${wait}`);
}

function take(answer) {
  if (state.run && state.run !== answer.run) location.reload();
  state.run = answer.run;
  state.version = answer.version;
  for (const entry of answer.entries) {
    state.entries.set(entry.id, entry);
    if (!state.places.has(entry.place)) state.places.set(entry.place, new Map());
    state.places.get(entry.place).set(entry.id, entry);
    state.changed.add(entry.id);
  }
  // What was there before this page was opened is not news.
  state.before ??= Math.max(0, ...answer.entries.map((one) => one.seq));
  $("clock-time").textContent = clock(answer.now);
  $("clock-date").textContent = `${answer.now.slice(0, 4)}年${day(answer.now)} ${answer.weekday}`;
  $("clock-label").textContent = answer.day;
  $("clock-label").hidden = !answer.day;
  $("clock-label").className = answer.day === "工作日" ? "" : "off";
  state.now = answer.now;
  if (document.activeElement !== $("exact-time")) {
    $("exact-time").value = answer.now.slice(0, 16).replace("T", " ");
  }
  $("online").classList.toggle("on", answer.connected);
  $("online-text").textContent = answer.connected ? "机器人在线" : "机器人未连接";
}

async function poll(turn) {
  while (turn === state.turn) {
    try {
      const answer = await news(4);
      if (turn !== state.turn) return;
      const changed = answer.entries.length > 0 || answer.now.slice(0, 10) !== state.now.slice(0, 10);
      take(answer);
      if (changed) drawAll();
    } catch {
      $("online").classList.remove("on");
      $("online-text").textContent = "演练环境没有回应，正在重连";
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

async function move(body) {
  const buttons = document.querySelectorAll(".moves button");
  buttons.forEach((one) => { one.disabled = true; });
  document.body.classList.add("moving");
  try {
    const answer = await call("/sandbox/clock", body);
    const news = answer.handled ? `，期间推送了${answer.handled}条` : "，期间没有推送";
    toast(`时钟拨到${day(answer.now)} ${clock(answer.now)}${news}`);
  } catch (error) {
    toast(error.message);
  }
  buttons.forEach((one) => { one.disabled = false; });
  document.body.classList.remove("moving");
  await foresee();
}

async function foresee() {
  const { next_event: next } = await call("/sandbox/clock");
  $("to-event").title = next ? `下一事件：${day(next)} ${clock(next)}` : "没有已经排定的事项";
}

function wire() {
  document.querySelectorAll("[data-move]").forEach((button) => {
    button.addEventListener("click", () => move(JSON.parse(button.dataset.move)));
  });
  $("exact").addEventListener("submit", (event) => {
    event.preventDefault();
    move({ now: $("exact-time").value.trim().replace(" ", "T") });
    $("exact-time").blur();
  });
  $("write").addEventListener("submit", (event) => {
    event.preventDefault();
    say();
  });
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      say();
    }
  });
  // A login page opened from a message opens as the one who reads it.
  $("log").addEventListener("click", (event) => {
    const anchor = event.target.closest("a[href]");
    if (anchor && !anchor.download) anchor.href = asMember(anchor.href, id(state.me));
  }, true);
  $("attach").addEventListener("change", async () => {
    try {
      setFiles(await Promise.all([...$("attach").files].map(readFile)));
    } catch (error) {
      toast(error.message);
    }
    $("attach").value = "";
  });
  $("attached-drop").addEventListener("click", () => setFiles([]));
  $("quoting-drop").addEventListener("click", () => setQuote(null));
  $("whoami").addEventListener("click", () => togglePicker($("picker").hidden));
  $("me").addEventListener("click", () => togglePicker($("picker").hidden));
  $("find").addEventListener("input", drawPeople);
  $("tab-chats").addEventListener("click", () => { state.pushes = false; drawAll(); });
  $("tab-pushes").addEventListener("click", () => {
    state.pushes = true;
    $("main").classList.add("reading");
    drawAll();
  });
  document.querySelectorAll("[data-back]").forEach((button) => {
    button.addEventListener("click", () => $("main").classList.remove("reading"));
  });
  window.addEventListener("hashchange", () => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const person = state.people.find((one) => id(one) === wanted);
    if (person && id(person) !== id(state.me)) become(person);
  });
  $("push-who").addEventListener("change", drawAll);
  $("push-only").addEventListener("change", drawAll);
}

async function begin() {
  [state.people, state.chats] = await Promise.all([
    call("/sandbox/people"), call("/sandbox/chats")]);
  const wanted = decodeURIComponent(location.hash.slice(1));
  const everybody = el("option", "", "所有人和群");
  everybody.value = "";
  $("push-who").append(everybody, ...state.people.map((one) => {
    const option = el("option", "", `${one.name}（${one.unit}）`);
    option.value = id(one);
    return option;
  }));
  const bot = state.chats.find((one) => one.kind === "bot");
  $("mention-label").querySelector("span").textContent = `@${bot.name}`;
  wire();
  await become(state.people.find((one) => id(one) === wanted) || state.people[0]);
  await foresee();
}

begin().catch((error) => toast(error.message));
