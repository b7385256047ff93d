// The one stream of a browser, shared by its windows: HTTP/1.1 gives a browser six connections, and a stream a window would take them all.
// The worker's name is the stream's address. It reads nothing of what it passes on.

const ports = new Set();
let stream;

const send = (message) => ports.forEach((port) => port.postMessage(message));

const start = () => {
  stream = new EventSource(self.name);
  for (const name of ["leads", "requests"]) stream.addEventListener(name, (event) => send(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) return;
    stream = undefined;
    send({ ended: true });
  });
};

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data === "join") ports.add(port);
    else ports.delete(port);
    if (ports.size) {
      if (!stream) start();
    } else {
      stream?.close();
      stream = undefined;
    }
  };
};
