// Draws what is attached to a message: a picture to look at, a voice to read, a file to keep.

import { el } from "/markdown.js";

const SORTS = { image: "图片", voice: "语音", video: "视频", file: "文件" };

export const names = (files) => files
  .map((one) => (one.sort === "voice" ? `[语音] ${one.words}` : `[${SORTS[one.sort]}] ${one.name}`))
  .join(" ");

function link(one, ...children) {
  const node = el("a", `attached ${one.sort}`, ...children);
  node.href = one.url;
  node.target = "_blank";
  node.rel = "noopener";
  return node;
}

export function drawFile(one) {
  if (one.sort === "voice") {
    return el("p", "attached voice", el("span", "voice-mark", "语音"), one.words || one.name);
  }
  if (one.sort === "image") {
    const image = el("img", "thumb");
    image.alt = one.name;
    const frame = link(one, image);
    // What is no picture after all is shown by its name, as a file.
    image.addEventListener("error", () => image.replaceWith(one.name));
    image.src = one.url;
    return frame;
  }
  const node = link(one, one.name);
  node.download = one.name;
  return node;
}

// In the real client a login page knows who is looking; here it is told.
export function asMember(url, member) {
  const target = new URL(url, location.href);
  if (target.origin === location.origin && target.pathname === "/connect/oauth2/authorize") {
    target.searchParams.set("member", member);
  }
  return target.href;
}
