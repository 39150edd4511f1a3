"""Headless Chromium by the DevTools protocol, over a pipe: nothing but Debian's package and Python is needed."""

import json
import os
import subprocess
import tempfile
import time

FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
         "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe", "about:blank"]


class Chromium:
    """A browser with one page. Commands are answered in their order; events are kept."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_read, self.to_write = os.pipe()
        self.from_read, from_write = os.pipe()
        program = os.environ.get("VOID_CHROMIUM", "chromium")
        # The protocol's descriptors are 3 and 4.
        command = f'exec "$0" "$@" 3<&{to_read} 4>&{from_write}'
        self.process = subprocess.Popen(
            ["bash", "-c", command, program, f"--user-data-dir={self.folder.name}", *FLAGS],
            pass_fds=(to_read, from_write), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        self.buffer, self.events, self.last_id, self.session = b"", [], 0, None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Network", "Log"]:
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.last_id:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.buffer:
            got = os.read(self.from_read, 65536)
            assert got, "the browser has ended"
            self.buffer += got
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def open(self, url):
        self.call("Page.navigate", url=url)

    def evaluate(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait_for(self, script, seconds=20):
        """Waits until a script is true."""
        deadline = time.monotonic() + seconds
        waiting = "new Promise((done) => setTimeout(done, 50))"
        while not (value := self.evaluate(script)):
            assert time.monotonic() < deadline, f"{script} is not true: {self.evaluate('document.body.innerText')}"
            self.evaluate(waiting)
        return value

    def press(self, key, code=None, virtual=0, text=None):
        key = {"key": key, "code": code or key, "windowsVirtualKeyCode": virtual}
        self.call("Input.dispatchKeyEvent", type="keyDown", **key, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    def tab(self):
        self.press("Tab", virtual=9)

    def enter(self):
        self.press("Enter", virtual=13, text="\r")

    def requests(self):
        """The URLs that were asked for so far."""
        return [event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"]

    def complaints(self):
        """What the console of the browser complains about: exceptions, refusals of the policy."""
        logged = [event["params"]["entry"] for event in self.events if event["method"] == "Log.entryAdded"]
        thrown = [event["params"] for event in self.events if event["method"] == "Runtime.exceptionThrown"]
        return [entry for entry in logged if entry["level"] == "error"] + thrown

    def screenshot(self):
        return self.call("Page.captureScreenshot")["data"]

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.to_write)
        os.close(self.from_read)
        self.folder.cleanup()
