"""Every page that each role can reach, on a desk and on a telephone."""

import re
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Error

from visitor import DESK, PHONE

ROLES = [
    "receptionist", "practice-manager", "practice-clinician", "hub-clinician", "hub-coordinator", "finance-lead", "federation-manager", "board-member",
    "system-administrator",
]

# Links of one kind lead to pages of one template; one of each is looked at.
OF_EACH_KIND = 1
AT_MOST = 60
CHECKED = set()


def kind(address):
    path = urlsplit(address).path
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", path)
    return re.sub(r"\d{4}-\d{2}(-\d{2})?", "DATE", path)


def walk(federation, role, viewport, width):
    page = federation.visitor(role, viewport)
    own = urlsplit(federation.address).netloc
    waiting, seen, counts, problems = ["/"], set(), {}, []
    while waiting and len(seen) < AT_MOST:
        address = waiting.pop(0)
        try:
            response = page.goto(address)
        except Error as error:
            # A file to save is not a page.
            if "Download is starting" in str(error):
                continue
            raise
        place = kind(page.url)
        if response.status != 200:
            problems.append(f"{address} answers {response.status}")
            continue
        if page.url in seen:
            continue
        seen.add(page.url)
        name = f"{role}-{width}" + place.replace("/", "-")
        try:
            # The same template in another role is checked for accessibility once; a role's first page is always.
            federation.look(page, name, thoroughly=len(seen) == 1 or (place, width) not in CHECKED)
            CHECKED.add((place, width))
        except AssertionError as error:
            problems.append(str(error))
        for link in page.locator("a[href]").evaluate_all("links => links.filter(a => !a.hasAttribute('download')).map(a => a.getAttribute('href'))"):
            target = urljoin(page.url, link).split("#")[0]
            parts = urlsplit(target)
            if parts.netloc != own or "format=" in parts.query or parts.path.startswith("/sign-out") or parts.path.endswith((".csv", ".css")):
                continue
            if counts.get(kind(target), 0) < OF_EACH_KIND and target not in seen and target not in waiting:
                counts[kind(target)] = counts.get(kind(target), 0) + 1
                waiting.append(target)
    assert not problems, f"{len(problems)} problems: " + " | ".join(problems[:8])
    assert len(seen) > 3, f"only {len(seen)} pages were reached"


def test_of(role, viewport, width):
    def test(federation):
        walk(federation, role, viewport, width)

    test.__doc__ = f"Every page that a {role.replace('-', ' ')} can reach is sound on a {width}"
    return test


TESTS = [test_of(role, DESK, "desk") for role in ROLES] + [
    test_of(role, PHONE, "telephone") for role in ("receptionist", "hub-clinician", "practice-manager", "board-member")
]
