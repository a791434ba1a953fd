// A bot made of the published SDK: repeats what it hears, takes files, pushes when told to.
// Arguments: address, bot id, secret. Says what happens as JSON lines; 推送 makes it push.

const { WSClient, generateReqId } = require("@wecom/aibot-node-sdk");

const [wsUrl, botId, secret] = process.argv.slice(2);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const client = new WSClient({ botId, secret, wsUrl, logger: quiet, heartbeatInterval: 200 });
const say = (event, more = {}) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);
const attempt = (work) => work().catch((error) => say("failed", { why: String(error && error.message || JSON.stringify(error)) }));

client.on("authenticated", () => say("authenticated"));
client.on("error", (error) => say("error", { why: error.message }));
client.on("disconnected", (reason) => say("disconnected", { reason }));

client.on("message.text", (frame) => attempt(async () => {
  const { content } = frame.body.text;
  const who = frame.body.from.userid;
  const stream = generateReqId("stream");
  await client.replyStream(frame, stream, "正在查", false);
  const ack = await client.replyStream(frame, stream, `听到：${content}`, true);
  say("replied", { content, errcode: ack.errcode });
  if (content.includes("推送")) {
    const text = { msgtype: "markdown", markdown: { content: "**提醒** 移12还剩1天" } };
    say("pushed", { errcode: (await client.sendMessage(who, text)).errcode });
    const paper = Buffer.alloc(700 * 1024, "移送");
    const media = await client.uploadMedia(paper, { type: "file", filename: "移送函.pdf" });
    const sent = await client.sendMediaMessage(who, "file", media.media_id);
    say("sent", { errcode: sent.errcode, size: paper.length });
  }
}));

client.on("message.file", (frame) => attempt(async () => {
  const { url, aeskey } = frame.body.file;
  const { buffer, filename } = await client.downloadFile(url, aeskey);
  say("file", { filename, text: buffer.toString() });
  await client.replyTemplateCard(frame, {
    card_type: "button_interaction",
    task_id: "sdk-1",
    main_title: { title: "已收到材料" },
    button_list: [{ text: "确认", key: "ok" }],
  });
}));

client.on("event.enter_chat", (frame) => attempt(async () => {
  await client.replyWelcome(frame, { msgtype: "text", text: { content: "您好" } });
}));

client.on("event.template_card_event", (frame) => attempt(async () => {
  const event = frame.body.event.template_card_event;
  await client.updateTemplateCard(frame, {
    card_type: "button_interaction",
    task_id: event.task_id,
    main_title: { title: "已收到材料" },
    button_list: [{ text: "确认", key: "ok" }],
    replace_text: "已确认",
  });
  say("updated", { key: event.event_key });
}));

client.connect();
process.stdin.on("end", () => { client.disconnect(); process.exit(0); });
process.stdin.resume();
