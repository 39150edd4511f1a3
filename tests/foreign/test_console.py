"""The console page in headless Chromium, without a mouse."""

import os
import subprocess
import time

import pytest
from chromium import Chromium
from conftest import COMMAND, the_cloud, unique

MANIFEST = """name: {name}
runtime: provided
handler: {handler}
timeout: 3s
events:
  - queue: {{name: {name}-jobs, batchSize: 1, maxRetries: 0, deadLetterQueue: {name}-dead}}
  - stream: {{name: {name}-ledger, startingPosition: TRIM_HORIZON}}
"""
BAD = '{"do":"fail","note":"<img src=x onerror=document.title=1>"}'


@pytest.fixture(scope="module")
def worker(served, tmp_path_factory):
    """The name of a function that could not handle a message; it has a queue, a stream and a bucket about it."""
    name, folder = unique("worker"), tmp_path_factory.mktemp("worker")
    (folder / "void.yaml").write_text(MANIFEST.format(name=name, handler=os.environ["VOID_WORKER"]))
    subprocess.run([COMMAND, "deploy", "--endpoint", served.url, folder], cwd=folder, check=True, timeout=60)
    queues = served.client()
    queues.send_message(QueueUrl=queues.get_queue_url(QueueName=f"{name}-jobs")["QueueUrl"], MessageBody=BAD)
    dead = queues.get_queue_url(QueueName=f"{name}-dead")["QueueUrl"]
    wait_for_one(queues, dead)
    storage = served.client("s3")
    storage.create_bucket(Bucket=f"{name}-bucket")
    storage.put_object(Bucket=f"{name}-bucket", Key="key", Body=b"x" * 2048)
    return name


def wait_for_one(queues, url):
    deadline = time.monotonic() + 20
    count = "ApproximateNumberOfMessages"
    while queues.get_queue_attributes(QueueUrl=url, AttributeNames=[count])["Attributes"][count] == "0":
        assert time.monotonic() < deadline, "no dead letter came"
        time.sleep(0.05)


@pytest.fixture
def page(served, worker):
    """The console, opened; nothing came from elsewhere, and the browser has no complaints."""
    browser = Chromium()
    try:
        browser.open(f"{served.url}/_void/console")
        browser.wait_for(shows(f"{worker}-jobs"))
        yield browser
        assert browser.complaints() == []
        foreign = [url for url in browser.requests() if not url.startswith((served.url, "about:"))]
        assert foreign == [], "the page fetches nothing from outside"
        assert browser.evaluate("document.querySelectorAll('img').length") == 0, "what a message says is text"
    finally:
        browser.close()


def shows(text):
    return f"!!document.body?.innerText.includes({text!r})"


def press_until(page, condition, press, most=60):
    """Presses a key until a script is true."""
    for _ in range(most):
        if page.evaluate(condition):
            return
        press()
    raise AssertionError(f"{condition} is not true after {most} keys")


def open_tab(page, name):
    """By the keyboard: to the tabs, and along them."""
    in_tabs = "document.activeElement.getAttribute('role') === 'tab'"
    page.evaluate("document.activeElement.blur()")
    press_until(page, in_tabs, page.tab)
    on_tab = f"document.activeElement.id === 'tab-{name}'"
    press_until(page, on_tab, lambda: page.press("ArrowRight", virtual=39))
    page.wait_for(f"!document.getElementById('panel-{name}').hidden")


def focus(page, label):
    """Goes by Tab to the button that is read out as `label`."""
    press_until(page, f"(document.activeElement.ariaLabel ?? document.activeElement.textContent) === {label!r}", page.tab)


def test_queues_streams_and_buckets_are_shown_with_charts(page, worker):
    row = f"[...document.querySelectorAll('#panel-queues tr')].find((row) => row.cells[0].innerText === '{worker}-dead')"
    page.wait_for(f"{row}?.cells[1].innerText === '1'")
    assert page.wait_for(f"{row}.querySelector('svg[role=img]').ariaLabel").startswith(f"messages in {worker}-dead: now 1")
    page.wait_for(f"{row}.querySelector('polyline').getAttribute('points').split(' ').length >= 2")
    open_tab(page, "streams")
    page.wait_for(shows(f"{worker}-ledger"))
    open_tab(page, "buckets")
    page.wait_for(shows("2.0 KiB"))


def test_a_dead_letter_tells_its_error_and_is_traced_and_redriven(page, served, worker):
    open_tab(page, "letters")
    page.wait_for(shows("told to fail"))
    assert page.evaluate(shows("onerror=document.title=1")), "the body is shown as it is"
    focus(page, "Trace")
    page.enter()
    page.wait_for("document.querySelectorAll('#trace-tree .tree li').length >= 1")
    page.wait_for(shows(f"{worker} · queue {worker}-jobs"))
    open_tab(page, "letters")
    message = page.evaluate("document.querySelector('article.letter').ariaLabel.split(' ').at(-1)")
    focus(page, f"Redrive {message}")
    page.enter()
    page.wait_for(f"document.getElementById('state').textContent === '{message} went back to {worker}-jobs'")
    # It fails again, as another dead letter.
    page.wait_for(f"![undefined, '{message}'].includes(document.querySelector('article.letter')?.ariaLabel.split(' ').at(-1))")


def test_logs_of_functions_are_followed_live(page, served, worker):
    open_tab(page, "functions")
    focus(page, f"Log of {worker}")
    page.enter()
    page.wait_for(f"document.getElementById('log-title').textContent === 'Log of {worker}'")
    note = unique("note")
    queues = served.client()
    url = queues.get_queue_url(QueueName=f"{worker}-jobs")["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody=f'{{"note":"{note}"}}')
    page.wait_for(f"document.getElementById('log').innerText.includes('{note}')")


def test_a_cloud_that_has_gone_is_said(tmp_path):
    command, read_url = the_cloud("--ephemeral")
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as cloud:
        browser = Chromium()
        try:
            browser.open(f"{read_url(cloud.stdout)}/_void/console")
            browser.wait_for(shows("There are no queues."))
            cloud.terminate()
            cloud.wait(timeout=10)
            browser.wait_for("document.getElementById('state').textContent.startsWith('no connection to the cloud')")
        finally:
            browser.close()
            cloud.kill()
