"""People in front of a browser: signing in, looking, and checking every page for accessibility."""

import base64
import hashlib
import hmac
import json
import os
import re
import struct
import time
import urllib.request

from axe_playwright_python.sync_playwright import Axe

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}

# WCAG 2.2 AA, which holds the rules of 2.1 and 2.0 as well.
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def launch(chromium, **options):
    return chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"], **options)


def passcode(secret, moment):
    """The six digits of RFC 6238 with a step of 30 seconds, as an authenticator shows them."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000)


class Federation:
    """The demonstration under test, and its people."""

    def __init__(self, browser, address, sign_ins):
        self.browser = browser
        self.address = address.rstrip("/")
        self.people = {person["role"]: person for person in sign_ins}
        self.states = {}
        self.axe = Axe()
        self.met = {}
        self.faults = []
        self.pictures = os.environ.get("COMMONWEAL_PICTURES", "")

    def visitor(self, role=None, viewport=DESK, javascript=True, browser=None):
        """A browser window of its own; signed in as `role`, once for the whole run."""
        state = self.state(role) if role else None
        context = (browser or self.browser).new_context(
            base_url=self.address, viewport=viewport, java_script_enabled=javascript, storage_state=state, locale="en-GB", timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda message: self.fault(page, message) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        return page

    def fault(self, page, message):
        # A status that a test asks for is not a fault of the page.
        if "Failed to load resource" not in message.text:
            self.faults.append(f"{page.url}: {message.text}")

    def state(self, role):
        if role not in self.states:
            page = self.visitor()
            self.sign_in(page, role)
            self.states[role] = page.context.storage_state()
            page.context.close()
        return self.states[role]

    def sign_in(self, page, role):
        person = self.people[role]
        page.goto("/sign-in")
        page.get_by_label("Email").fill(person["email"])
        page.get_by_label("Password", exact=True).fill(person["password"])
        page.get_by_role("button", name="Sign in").click()
        if person["passcodeSecret"]:
            for attempt in range(2):
                page.get_by_label("passcode", exact=False).fill(passcode(person["passcodeSecret"], time.time()))
                page.get_by_role("button", name="Continue").click()
                if not page.locator(".error-summary").count():
                    break
                # A passcode is taken once; somebody who signed in a moment ago waits for the next one.
                time.sleep(31 - time.time() % 30)
        page.wait_for_url(lambda address: "/sign-in" not in address)

    def look(self, page, name, thoroughly=True):
        """Checks the page in front of the visitor, for accessibility too unless told not to; keeps a picture where one was asked for."""
        if self.pictures:
            page.screenshot(path=f"{self.pictures}/{name}.png", full_page=True)
        assert page.locator("h1").count() == 1, f"{name} ({page.url}) has {page.locator('h1').count()} main headings"
        assert page.title().endswith("– Commonweal"), f"{name}: the title is “{page.title()}”"
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is {overflow} px wider than the screen"
        if not thoroughly:
            return
        results = self.axe.run(page, options=AXE_OPTIONS)
        found = [
            f"{violation['id']}: {violation['help']} ({node['target']})" for violation in results.response["violations"] for node in violation["nodes"][:3]
        ]
        assert not found, f"{name} ({page.url}): " + "; ".join(found)
        self.met[name] = self.met.get(name, 0) + 1


def wait_until_ready(address, seconds=60):
    for _ in range(seconds * 2):
        try:
            urllib.request.urlopen(address.rstrip("/") + "/readyz", timeout=2).read()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{address} does not answer")


def read_sign_ins(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def words(page):
    """What stands on the page, white space as single spaces."""
    return re.sub(r"\s+", " ", page.locator("main").inner_text())
