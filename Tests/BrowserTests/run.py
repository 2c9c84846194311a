"""Drives the demonstration in Chromium: the journeys that matter, and every page of every role.

    run.py [ADDRESS [SIGN-INS.json]] [--only WORD]

The address and the sign-ins may also come from COMMONWEAL_ADDRESS and COMMONWEAL_SIGN_INS, the browser from CHROMIUM, and a folder for pictures of
every page from COMMONWEAL_PICTURES. Prints a line a test and ends with 'N passed, N failed'; exits with 1 where one failed.
"""

import os
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

import journeys
import pages
from visitor import Federation, launch, read_sign_ins, wait_until_ready


def main():
    arguments = sys.argv[1:]
    only = ""
    if "--only" in arguments:
        at = arguments.index("--only")
        only = arguments[at + 1].lower()
        del arguments[at : at + 2]
    address = arguments[0] if arguments else os.environ.get("COMMONWEAL_ADDRESS", "")
    sign_ins = arguments[1] if len(arguments) > 1 else os.environ.get("COMMONWEAL_SIGN_INS", "")
    if not address or not sign_ins:
        raise SystemExit(__doc__)
    if os.environ.get("COMMONWEAL_PICTURES"):
        os.makedirs(os.environ["COMMONWEAL_PICTURES"], exist_ok=True)
    wait_until_ready(address)
    passed = failed = 0
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        federation = Federation(browser, address, read_sign_ins(sign_ins))
        for test in journeys.TESTS + pages.TESTS:
            name = test.__doc__.strip().rstrip(".")
            if only and only not in name.lower():
                continue
            started = time.monotonic()
            try:
                test(federation)
                assert not federation.faults, "the browser reports: " + "; ".join(federation.faults)
                passed += 1
                print(f"passed  {name} ({time.monotonic() - started:.1f} s)", flush=True)
            except Exception as error:
                failed += 1
                where = traceback.extract_tb(error.__traceback__)
                line = next((frame for frame in reversed(where) if "BrowserTests" in frame.filename), where[-1])
                print(f"FAILED  {name}\n        {os.path.basename(line.filename)}:{line.lineno}: {str(error).strip()[:1500]}", flush=True)
            federation.faults.clear()
            for context in browser.contexts:
                context.close()
        print(f"{len(federation.met)} pages checked for accessibility")
        browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
