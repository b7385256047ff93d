// The one stream of a browser, shared by its windows: HTTP/1.1 gives a browser six connections, and a stream a window would take them all.
// The worker's name is the stream's address. It reads nothing of what it passes on.

const ports = new Set();
let leave;

const send = (message) => ports.forEach((port) => port.postMessage(message));

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data === "join") ports.add(port);
    else ports.delete(port);
    if (ports.size) leave ??= follow(self.name, send);
    else leave = leave?.();
  };
};
