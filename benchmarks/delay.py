"""A relay that lets every byte arrive later: python3 delay.py LISTEN_PORT PORT SECONDS, each way. For machines whose kernel has no
netem; both sides of a comparison go through it."""

import asyncio
import collections
import sys

PORT, DELAY = int(sys.argv[2]), float(sys.argv[3])


class End(asyncio.Protocol):
    """One side. What comes in is written to the other, in order, when its time has come."""

    def __init__(self, other=None):
        self.other, self.waiting, self.timer = other, collections.deque(), None

    def connection_made(self, transport):
        self.t = transport
        self.loop = asyncio.get_running_loop()
        if not self.other:
            self.loop.create_task(self.connect())

    async def connect(self):
        _, self.other = await self.loop.create_connection(lambda: End(self), "127.0.0.1", PORT)
        if self.waiting:
            self.release()

    def data_received(self, data):
        self.waiting.append((self.loop.time() + DELAY, data))
        if not self.timer:
            self.timer = self.loop.call_later(DELAY, self.release)

    def connection_lost(self, why):
        self.waiting.append((self.loop.time() + DELAY, None))
        if not self.timer:
            self.timer = self.loop.call_later(DELAY, self.release)

    def release(self):
        self.timer = None
        if not self.other:
            return
        while self.waiting and self.waiting[0][0] <= self.loop.time() + 0.0005:
            data = self.waiting.popleft()[1]
            if data is None:
                self.other.t.close()
            elif not self.other.t.is_closing():
                self.other.t.write(data)
        if self.waiting:
            self.timer = self.loop.call_at(self.waiting[0][0], self.release)


async def main():
    server = await asyncio.get_running_loop().create_server(End, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    await server.serve_forever()


asyncio.run(main())
