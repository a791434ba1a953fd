// The published crypto package on the command line: seal or open one envelope, JSON in, JSON out.

const { decrypt, encrypt, getSignature } = require("@wecom/crypto");

const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
const { token, key, timestamp, nonce } = asked;
if (asked.text !== undefined) {
  const sealed = encrypt(key, asked.text, asked.receiver);
  const signature = getSignature(token, timestamp, nonce, sealed);
  process.stdout.write(JSON.stringify({ encrypt: sealed, signature }));
} else {
  const { message, id } = decrypt(key, asked.encrypt);
  const signature = getSignature(token, timestamp, nonce, asked.encrypt);
  process.stdout.write(JSON.stringify({ message, receiver: id, signature }));
}
