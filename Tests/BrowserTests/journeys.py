"""The journeys that matter, from the first click to what another person sees."""

import re
import uuid

from visitor import PHONE, launch, words

TESTS = []

# Families of the demonstration; each has several patients at Riverside Surgery.
FAMILIES = ["Example", "Sample", "Demo", "Trial", "Fable", "Fiction", "Pretend", "Mock", "Specimen", "Invent"]


def journey(test):
    TESTS.append(test)
    return test


def find_patient(page, javascript=True, families=FAMILIES):
    """Opens the desk on a patient who may be booked and has nothing booked yet; returns the patient's name."""
    for family in families:
        page.goto("/desk")
        box = page.get_by_label("Find patient")
        if javascript:
            box.press_sequentially(family, delay=15)
        else:
            box.fill(family)
            page.get_by_role("button", name="Find patient").click()
        links = page.locator("#results li a")
        links.first.wait_for()
        found = links.evaluate_all("links => links.map(link => [link.innerText, link.getAttribute('href')])")
        for name, address in found[:5]:
            page.goto(address)
            if page.locator(".offers").count() and "No appointments to come" in words(page):
                return name
    raise AssertionError("no patient who may be booked was found")


def choose_need(page):
    """Says what it is about: the first need that somebody can help with."""
    need = page.locator("select[name=need]")
    for value in need.locator("option").evaluate_all("options => options.map(option => option.value).filter(value => value)"):
        need.select_option(value)
        page.get_by_role("button", name="Show times").click()
        if page.locator("button.offer-time").count():
            return value
    raise AssertionError("no need has a free time")


@journey
def receptionist_signs_in(federation):
    """A receptionist signs in with a password and a passcode."""
    page = federation.visitor()
    page.goto("/desk")
    assert "/sign-in" in page.url, f"the desk was shown to nobody in particular: {page.url}"
    federation.look(page, "sign-in")
    person = federation.people["receptionist"]
    page.get_by_label("Email").fill(person["email"])
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    assert page.locator(".error-summary").is_visible(), "a wrong password is not explained"
    assert page.evaluate("document.activeElement.classList.contains('error-summary')"), "the error summary does not take the focus"
    federation.look(page, "sign-in-refused")
    federation.sign_in(page, "receptionist")
    federation.states["receptionist"] = page.context.storage_state()
    assert "Riverside Surgery" in page.locator("header").inner_text()
    assert page.url == federation.address + "/", f"signing in leads to {page.url}"
    assert page.get_by_label("Find patient").is_visible(), "the desk's line is not on the receptionist's home page"
    federation.look(page, "home-receptionist")


@journey
def receptionist_books(federation):
    """A receptionist finds a patient as they type, is told what to say, books, and sees the appointment."""
    page = federation.visitor("receptionist")
    page.goto("/desk")
    federation.look(page, "desk")
    name = find_patient(page)
    federation.look(page, "desk-patient")
    choose_need(page)
    federation.look(page, "desk-offers")
    page.locator("button.offer-time").first.click()
    say = page.locator(".say").inner_text()
    assert "I can offer you" in say, f"the sentence to say is “{say}”"
    federation.look(page, "desk-chosen")
    page.get_by_role("button", name="Book appointment").click()
    assert "The appointment is booked" in words(page), words(page)[:300]
    assert name in words(page)
    federation.look(page, "booked")
    assert not re.search(r"\d{3} ?\d{3} ?\d{4}", page.url), "a patient's number stands in the address"


@journey
def double_click(federation):
    """A double click on Book books once."""
    page = federation.visitor("receptionist")
    find_patient(page)
    choose_need(page)
    page.locator("button.offer-time").first.click()
    patient = page.url.split("?")[0]
    page.get_by_role("button", name="Book appointment").dblclick()
    page.wait_for_url("**/bookings/**")
    page.goto(patient)
    booked = page.locator("h2:has-text('Appointments') + ul.results > li").count()
    assert booked == 1, f"{booked} appointments after a double click"


@journey
def taken_meanwhile(federation):
    """Two receptionists choose the same time: one books, the other is told so and offered what is left."""
    first, second = federation.visitor("receptionist"), federation.visitor("hub-coordinator")
    find_patient(first)
    choose_need(first)
    find_patient(second, families=FAMILIES[::-1])
    patient = second.url.split('?')[0]
    # A time that is open to both patients: some are for one network's alone, and the desk then shows none.
    for slot in first.locator("button.offer-time").evaluate_all("buttons => buttons.map(button => button.value)"):
        second.goto(f"{patient}?slot={slot}")
        if second.locator(f"input[name=slot][value='{slot}']").count():
            break
    first.goto(f"{first.url.split('?')[0]}?slot={slot}")
    second.get_by_role("button", name="Book appointment").wait_for()
    first.get_by_role("button", name="Book appointment").click()
    assert "The appointment is booked" in words(first)
    with second.expect_navigation() as navigation:
        second.get_by_role("button", name="Book appointment").click()
    assert navigation.value.status == 409, f"the second booking answers {navigation.value.status}: {words(second)[:300]}"
    assert second.locator(".error-summary").is_visible(), "the second receptionist is not told why"
    federation.look(second, "taken-meanwhile")


@journey
def books_without_javascript(federation):
    """A receptionist books without JavaScript."""
    page = federation.visitor("receptionist", javascript=False)
    find_patient(page, javascript=False)
    choose_need(page)
    page.locator("button.offer-time").first.click()
    page.get_by_role("button", name="Book appointment").click()
    assert "The appointment is booked" in words(page), words(page)[:300]


def focus(page):
    """What has the focus, and whether one can see it."""
    return page.evaluate(
        """() => { const e = document.activeElement; const s = getComputedStyle(e);
        return { tag: e.tagName, name: e.name || '', text: e.innerText || '', kind: e.className,
            shown: s.boxShadow !== 'none' || s.outlineStyle !== 'none' } }"""
    )


class Keys:
    """A keyboard that counts, and that sees after each step where the focus is."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, key):
        self.page.keyboard.press(key)
        self.count += 1

    def tab_to(self, what, matches, limit=20):
        for _ in range(limit):
            self.press("Tab")
            element = focus(self.page)
            assert element["shown"], f"the focus on {element['tag']} “{element['text']}” cannot be seen"
            if matches(element):
                return
        raise AssertionError(f"{what} was not reached with {limit} tabs")


@journey
def books_by_keyboard(federation):
    """A receptionist books with the keyboard alone: the focus starts where the work starts, and is always seen."""
    page = federation.visitor("receptionist")
    page.goto("/")
    assert focus(page)["name"] == "find", "the desk's line does not have the focus at home"
    find_patient(page)
    page.goto(page.url.split("?")[0])
    keys = Keys(page)
    for _ in range(6):
        assert focus(page)["name"] == "need", f"the work does not start at the need: {focus(page)}"
        keys.press("ArrowDown")
        keys.tab_to("the button", lambda element: element["text"].startswith("Show times"))
        with page.expect_navigation():
            keys.press("Enter")
        if page.locator("button.offer-time").count():
            break
        page.locator("select[name=need]").focus()
    assert "offer-time" in focus(page)["kind"], f"the first time does not have the focus: {focus(page)}"
    with page.expect_navigation():
        keys.press("Enter")
    keys.tab_to("the book button", lambda element: element["text"].startswith("Book appointment"))
    keys.press("Enter")
    page.wait_for_url("**/bookings/**")
    assert "The appointment is booked" in words(page)
    assert keys.count <= 20, f"a booking took {keys.count} keys from the patient on"


@journey
def goes_by_keyboard(federation):
    """Somebody with many pages reaches one with the keyboard: menus open, show the page they are on, and close with Escape."""
    page = federation.visitor("federation-manager")
    page.goto("/")
    federation.look(page, "home-federation-manager")
    page.keyboard.press("Tab")
    assert focus(page)["text"] == "Skip to main content", "the first stop is not the skip link"
    keys = Keys(page)
    keys.tab_to("the Money menu", lambda element: element["tag"] == "SUMMARY" and element["text"] == "Money")
    keys.press("Enter")
    assert page.get_by_role("link", name="Ledger").first.is_visible(), "the menu does not open"
    keys.press("Escape")
    assert not page.locator("details.menu[open]").count(), "Escape does not close the menu"
    assert focus(page)["text"] == "Money", "the focus is lost when a menu closes"
    keys.press("Enter")
    keys.tab_to("the ledger", lambda element: element["text"] == "Ledger")
    with page.expect_navigation():
        keys.press("Enter")
    assert page.url.endswith("/ledger")
    assert page.locator("nav.navigation summary[aria-current=true]").inner_text() == "Money"
    assert page.locator("nav.pages a[aria-current=page]").inner_text() == "Ledger"
    federation.look(page, "ledger-with-menu")


@journey
def finds_anything(federation):
    """A practice, a page and a patient are found from any page with a few letters; what was typed stands in no address."""
    page = federation.visitor("receptionist")
    page.goto("/schemes")
    page.keyboard.press("/")
    assert focus(page)["name"] == "words", "the key does not lead to the box"
    page.keyboard.type("riversde", delay=15)
    result = page.locator("#find-results a").first
    result.wait_for()
    assert "Riverside Surgery" in page.locator("#find-results").inner_text()
    federation.look(page, "found-as-typed")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#find-results') !== null"), "the arrow does not lead to what was found"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/directory/organisations/" in page.url and "riv" not in page.url
    page.keyboard.press("/")
    page.keyboard.type("mess")
    page.locator("#find-results").get_by_role("link", name="Messages").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#find-results a").count(), "Escape leaves the answers standing"
    assert focus(page)["tag"] == "BODY", "Escape does not leave the box"
    page.keyboard.press("/")
    page.keyboard.type("example")
    page.locator("#find-results a[href^='/desk/patients/']").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/find")
    assert page.locator("main a[href^='/desk/patients/']").count(), words(page)[:300]
    federation.look(page, "found")
    other = federation.visitor("finance-lead")
    other.goto("/find")
    other.get_by_label("Name, code or page").fill("example")
    other.get_by_role("main").get_by_role("button", name="Find").click()
    assert not other.locator("a[href*='/patients/']").count(), "a finance lead finds patients"


@journey
def goes_without_javascript(federation):
    """Menus open and anything is found without JavaScript, on a desk and on a telephone."""
    page = federation.visitor("finance-lead", javascript=False)
    page.goto("/")
    page.locator("nav.navigation summary", has_text="Money").click()
    page.locator("nav.navigation").get_by_role("link", name="Payments").click()
    assert page.url.endswith("/payments")
    page.locator("header").get_by_role("searchbox").first.fill("statem")
    page.locator("header").get_by_role("button", name="Find").click()
    page.get_by_role("main").get_by_role("link", name="Statements").click()
    assert page.url.endswith("/statements")
    page = federation.visitor("practice-manager", viewport={"width": 360, "height": 740}, javascript=False)
    page.goto("/")
    page.locator("details.whole-menu > summary").click()
    page.locator("details.whole-menu").get_by_role("link", name="Statements").click()
    assert page.url.endswith("/statements")
    assert page.locator("nav.pages a[aria-current=page]").inner_text() == "Statements"


@journey
def telephone_menu(federation):
    """On a telephone one menu holds every page, the person and signing out, and is sound when it is open."""
    page = federation.visitor("federation-manager", viewport={"width": 360, "height": 740})
    page.goto("/")
    page.locator("details.whole-menu > summary").click()
    menu = page.locator("details.whole-menu")
    for name in ("Ledger", "Audit trail", "My account"):
        assert menu.get_by_role("link", name=name).is_visible(), f"{name} is not in the menu"
    assert menu.get_by_role("button", name="Sign out").is_visible()
    federation.look(page, "telephone-menu")


@journey
def prints(federation):
    """Printed, a page has neither menus nor buttons, and keeps the words of its links."""
    page = federation.visitor("practice-manager")
    page.goto("/statements")
    page.emulate_media(media="print")
    for selector in ("nav.navigation", "nav.pages", ".find", ".header-person", "footer", "main button"):
        for place in page.locator(selector).all():
            assert not place.is_visible(), f"{selector} is printed"
    assert page.locator("main a").first.is_visible()


@journey
def corrects_a_record(federation):
    """A receptionist corrects a record; whoever saves second is told what changed and loses nothing that they typed."""
    page = federation.visitor("receptionist")
    find_patient(page, families=FAMILIES[1:])
    page.locator(".strip-name a").click()
    record = page.url
    federation.look(page, "record")
    page.get_by_role("link", name="Change the telephone number").click()
    federation.look(page, "record-details")
    second = federation.visitor("hub-coordinator")
    second.goto(page.url)
    number, street = "07700 900" + str(int(uuid.uuid4()) % 900 + 100), f"{int(uuid.uuid4()) % 99 + 1} Changed Street"
    page.get_by_label("Telephone (optional)").fill(number)
    page.get_by_role("button", name="Save details").click()
    assert "The details are corrected" in words(page), words(page)[:300]
    second.get_by_label("Address (optional)", exact=True).fill(street)
    second.get_by_role("button", name="Save details").click()
    assert number in words(second), "the second is not told what changed"
    assert second.get_by_label("Address (optional)", exact=True).input_value() == street, "what was typed is lost"
    federation.look(second, "record-changed-meanwhile")
    second.get_by_role("button", name="Save details").click()
    page.goto(record)
    assert number in words(page) and street in words(page), words(page)[:600]
    for name in ("Change the registered practice", "Change the NHS number", "Record a death"):
        page.goto(record)
        page.get_by_role("link", name=name).click()
        federation.look(page, "record-" + name.split()[-1].lower())


@journey
def clinic_that_will_not_run(federation):
    """A coordinator gives a clinic to a colleague, then stops it, moves a patient, and is reminded of those still to be called."""
    page = federation.visitor("hub-coordinator")
    page.goto("/clinics")
    dates = []
    for pattern in page.locator("main table a[href^='/clinics/']").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        page.goto(pattern)
        rows = page.locator("main table tr:has(a[href^='/clinics/dates/']):has-text('Published')")
        dates = [rows.nth(i).locator("a").first.get_attribute("href") for i in range(rows.count()) if not rows.nth(i).inner_text().endswith("\t0")]
        if len(dates) > 1:
            break
    page.goto(dates[-1])
    federation.look(page, "clinic-date")
    page.get_by_role("link", name="Change the clinician").click()
    federation.look(page, "clinic-staffing")
    colleague = page.locator("select[name=clinician] option:not([selected])").evaluate_all(
        "options => options.filter(option => !option.innerText.includes('is busy then')).map(option => option.value)")
    if colleague:
        page.locator("select[name=clinician]").select_option(colleague[0])
        page.get_by_label("Why").fill("Clinician unwell")
        page.get_by_role("button", name="Save change").click()
        assert "The change is saved" in words(page), words(page)[:300]
    page.goto(dates[-1])
    page.get_by_label("Why", exact=True).fill("Flood")
    page.get_by_role("button", name="Stop bookings and list whom to call").click()
    assert "Patients to call" in words(page), words(page)[:300]
    federation.look(page, "clinic-stopped")
    page.get_by_role("link", name=re.compile("^Move the appointment")).first.click()
    page.get_by_role("button", name="Move to this time").click()
    assert "The appointment is moved" in words(page), words(page)[:300]
    page.get_by_role("link", name="Next patient to call").click()
    page.goto("/clinics")
    assert "Clinics that will not run" in words(page)
    federation.look(page, "clinics-to-call")
    page.goto(dates[-1])
    page.get_by_role("button", name="Offer it again: it will run after all").click()
    assert "The clinic is offered again" in words(page)


@journey
def clinic_list(federation):
    """What the desk books with a clinician stands on that clinician's list."""
    clinician = federation.visitor("hub-clinician")
    clinician.goto("/clinic")
    federation.look(clinician, "clinic-list")
    me = clinician.locator(".header-who strong").inner_text()
    desk = federation.visitor("receptionist")
    name = find_patient(desk)
    options = desk.locator("select[name=clinician] option").evaluate_all("options => options.map(o => [o.value, o.innerText])")
    family = me.split()[-1]
    mine = [value for value, text in options if family in text]
    assert mine, f"{me} is not among the clinicians to choose from: {options[:6]}"
    desk.locator("select[name=clinician]").select_option(mine[0])
    desk.get_by_role("button", name="Show times").click()
    offer = desk.locator("section:has(h2:has-text('clinician')) button.offer-time, section:has(h2:has-text('" + family + "')) button.offer-time").first
    offer.click()
    said = desk.locator(".say").inner_text()
    desk.get_by_role("button", name="Book appointment").click()
    assert "The appointment is booked" in words(desk), words(desk)[:300]
    clinician.goto("/clinic")
    for _ in range(15):
        if name in words(clinician):
            break
        clinician.get_by_role("link", name="Day after").click()
    assert name in words(clinician), f"{said}: {name} is not on the list of {me} in the next two weeks"
    federation.look(clinician, "clinic-list-booked")


def see_somebody(federation, page):
    """Marks somebody as arrived and seen; returns the name and how the row is found."""
    page.goto("/clinic")
    federation.look(page, "clinics-of-the-day")
    waiting = page.get_by_role("button", name=re.compile("^Arrived"))
    for _ in range(15):
        before = page.get_by_role("link", name="Day before").get_attribute("href")
        for clinic in page.locator("main table a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            page.goto(clinic)
            if waiting.count():
                break
        if waiting.count():
            break
        page.goto(before)
    row = page.locator("li:has(button:has-text('Arrived')):has-text('Riverside Surgery')")
    if not row.count():
        row = page.locator("li:has(button:has-text('Arrived'))")
    assert row.count(), "nobody is waiting to be marked in the last two weeks"
    name = row.first.locator(".clinic-name").inner_text()

    def mine():
        return page.locator(f"li:has(.clinic-name:text-is('{name}'))").first

    mine().get_by_role("button", name=re.compile("^Arrived")).click()
    assert "Arrived" in mine().inner_text()
    mine().get_by_role("button", name=re.compile("^Seen")).click()
    assert "Seen" in mine().inner_text(), mine().inner_text()
    federation.look(page, "clinic-list-seen")
    return name, mine


@journey
def outcome(federation):
    """A hub marks a patient as arrived and seen, and writes to the practice."""
    page = federation.visitor("hub-coordinator")
    name, mine = see_somebody(federation, page)
    mine().get_by_text(re.compile("^Write to")).first.click()
    note = f"Seen today. Please check the blood pressure in a fortnight. {uuid.uuid4().hex[:6]}"
    mine().locator("textarea").fill(note)
    mine().get_by_label("Yes, it must act").check()
    mine().get_by_role("button", name="Send message").click()
    assert "The message is with the practice" in words(page), words(page)[:400]
    if "Riverside Surgery" in mine().inner_text():
        federation.sent = (name, note)


def keep_page(route):
    """Answers as the server does, without the word that a page is not to be stored."""
    answer = route.fetch(max_redirects=0)
    route.fulfill(response=answer, headers={name: value for name, value in answer.headers.items() if name != "cache-control"})


def send_again(federation, page, name, form, box, first, second):
    """Sends a form, goes back, changes what was typed, sends it: refused. Goes back again and sends the first: the first outcome."""
    came = page.url
    shown = form().evaluate("form => form.outerHTML")
    unseen = form().locator("input[type=hidden], input[type=radio]:checked").evaluate_all("fields => fields.map(field => [field.name, field.value])")

    def back():
        page.evaluate("history.back()")
        page.wait_for_url(came, wait_until="commit")
        page.wait_for_function("window.persisted !== undefined")
        page.wait_for_timeout(300)
        kept = page.evaluate("window.persisted")
        # Where it was fetched anew it has another key: what an older browser would still hold is put back.
        if not kept:
            form().evaluate("(form, shown) => { form.outerHTML = shown; }", shown)
            form().evaluate("(form, pairs) => pairs.forEach(([name, value]) => { form.elements[name].value = value; })", unseen)
        return kept

    def send(text):
        field = box()
        if not field.is_visible():
            page.locator("details:has(textarea)").filter(has=field).locator("summary").click()
        field.fill(text)
        with page.expect_navigation() as navigation:
            form().locator("button[type=submit]:not([formaction])").first.click()
        return navigation.value.status

    assert send(first) == 200, f"{name}: the first sending is refused: {words(page)[:300]}"
    outcome = page.url
    kept = back()
    assert send(second) == 409, f"{name}: what was changed is confirmed as saved, or lost: {page.url}"
    assert "You sent this form before" in words(page), words(page)[:400]
    assert box().input_value() == second, f"{name}: what was typed is lost"
    assert first in words(page), f"{name}: what was saved is not shown"
    federation.look(page, name)
    back()
    assert send(first) == 200 and page.url == outcome, f"{name}: the same content does not lead to the first outcome but to {page.url}"
    return kept


@journey
def goes_back_and_changes(federation):
    """Whoever goes back by the browser's own button and changes what they sent is told, and nothing that they typed is lost."""
    browser = launch(federation.browser.browser_type, ignore_default_args=["--disable-back-forward-cache"])
    try:
        # Of pages that are not to be stored, as all of ours are, Chromium brings some back whole and fetches some anew; without that word, all come whole.
        for name, keeps in (("stored-nowhere", False), ("kept", True)):
            def visitor(role):
                page = federation.visitor(role, browser=browser)
                page.add_init_script("window.addEventListener('pageshow', event => { window.persisted = event.persisted; });")
                if keeps:
                    page.route(lambda address: "/assets/" not in address, keep_page)
                return page

            def check(page, form, box, first, second):
                kept = send_again(federation, page, f"{name}-{form.split('/')[-1]}", lambda: page.locator(f"form[action*='/{form}']").first, box, first, second)
                assert kept or not keeps, f"{form}: the browser did not keep the page, so nothing was tried"

            desk = visitor("receptionist")
            find_patient(desk, families=FAMILIES[2:])
            record = desk.locator(".strip-name a").get_attribute("href")
            choose_need(desk)
            # By its address: where a browser has not kept the answer to a form, it asks before it comes back to it.
            slot = desk.locator("button.offer-time").first.get_attribute("value")
            desk.goto(f"{desk.url.split('?')[0]}?slot={slot}")
            check(desk, "bookings", lambda: desk.locator("textarea[name=note]"), "Since Monday", "Since Sunday, and worse")
            desk.goto(record + "/details")
            numbers = ["07700 900" + str(int(uuid.uuid4()) % 900 + 100) for _ in range(2)]
            check(desk, "details", lambda: desk.get_by_label("Telephone (optional)"), *numbers)
            hub = visitor("hub-coordinator")
            _, mine = see_somebody(federation, hub)
            mine().get_by_text(re.compile("^Write to")).first.click()
            mine().get_by_label("Yes, it must act").check()
            notes = [f"{word} {uuid.uuid4().hex[:6]}" for word in ("Check the blood pressure.", "Check the cholesterol.")]
            booking = mine().locator("form:has(textarea)").get_attribute("action").split("/")[3]
            check(hub, f"{booking}/messages", lambda: hub.locator(f"textarea[name=body-{booking}]"), *notes)
    finally:
        browser.close()


@journey
def practice_reads(federation):
    """A practice manager reads and closes a message, then opens the statement down to the work behind a line."""
    page = federation.visitor("practice-manager")
    page.goto("/")
    federation.look(page, "practice-home")
    page.goto("/messages")
    federation.look(page, "messages")
    name, note = getattr(federation, "sent", ("", ""))
    page.locator("main table tbody tr").filter(has_text=name).locator("a").last.click()
    assert note in words(page), f"the message is not what the hub wrote: {words(page)[:300]}"
    federation.look(page, "message")
    if page.get_by_role("button", name="Close message").count():
        page.locator("textarea").fill("The nurse will telephone the patient.")
        page.get_by_role("button", name="Close message").click()
        assert "losed" in words(page), words(page)[:300]
    page.goto("/statements")
    federation.look(page, "statements")
    page.locator("main a[href^='/statements/']").first.click()
    federation.look(page, "statement")
    total = page.locator(".statement tfoot").inner_text()
    assert "£" in total, f"the statement's total is “{total}”"
    line = page.locator(".statement tbody a[href*='/lines/']").first
    line.click()
    federation.look(page, "statement-line")
    assert "How it was worked out" in words(page)
    assert page.locator("main table").count(), "the line shows no work"


@journey
def board_prints(federation):
    """The board page shows its findings, each with a table, and prints on two sides of A4."""
    page = federation.visitor("board-member")
    page.goto("/board")
    federation.look(page, "board")
    assert page.locator(".finding").count() >= 4, f"{page.locator('.finding').count()} findings"
    charts = page.locator(".chart-figure").count()
    assert charts and page.locator(".chart-figure table, .chart-figure .empty").count() >= charts, "a chart lacks its table"
    sides = page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")
    assert 1 <= sides <= 2, f"the board page prints on {sides} sides"


@journey
def other_practice(federation):
    """A receptionist does not find another role's pages, and is told who may."""
    page = federation.visitor("receptionist")
    for address in ("/board", "/ledger", "/people", "/audit"):
        response = page.goto(address)
        assert response.status == 403, f"{address} answers {response.status}"
        federation.look(page, "refused")
    response = page.goto("/patients/0198c0de-0000-7000-8000-000000000001")
    assert response.status == 404, f"a patient who is not there answers {response.status}"
    federation.look(page, "not-found")


@journey
def session_ends(federation):
    """Before a session ends the page says so; one press keeps it, its end covers the page, and what was typed stands after that."""
    page = federation.visitor("receptionist")
    page.add_init_script("window.ahead = 0; const now = Date.now; Date.now = () => now() + window.ahead;")
    left = {"seconds": 100}

    def answer(route):
        if left["seconds"]:
            route.fulfill(json={"seconds": left["seconds"]})
        else:
            route.fulfill(status=401)

    page.route("**/session", answer)
    find_patient(page)
    page.goto(page.locator(".strip-name a").get_attribute("href") + "/details")
    box = page.get_by_label("Telephone (optional)")
    before, typed = box.input_value(), f"07700 900{int(uuid.uuid4()) % 900 + 100}"
    box.fill(typed)
    dialog = page.get_by_role("alertdialog")
    # The page's own clock runs ahead; the server is asked, and answers as if it had.
    page.evaluate("window.ahead = 28.5 * 60000")
    dialog.get_by_role("button", name="Stay signed in").wait_for(timeout=15_000)
    assert "You will be signed out at" in dialog.inner_text(), dialog.inner_text()
    federation.look(page, "session-end")
    left["seconds"] = 1800
    page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == box.get_attribute("id"), "the focus is not where it was"
    assert box.input_value() == typed
    left["seconds"] = 0
    page.evaluate("window.ahead = 62 * 60000")
    again = page.get_by_role("alertdialog").get_by_role("link", name="Sign in again")
    again.wait_for(timeout=15_000)
    assert not page.locator("main").is_visible(), "the page is not covered"
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert again.is_visible() and not page.locator("main").is_visible(), "Escape uncovers the page"
    page.unroute("**/session")
    again.click()
    box.wait_for()
    assert box.input_value() == typed, "what was typed is lost"
    assert "What you typed on" in words(page), words(page)[:300]
    federation.look(page, "draft")
    page.get_by_role("button", name="Discard it").click()
    assert "What you had typed is discarded" in words(page), words(page)[:300]
    assert box.input_value() == before


@journey
def signed_out_elsewhere(federation):
    """A form that is sent after its session was ended elsewhere is not kept, and its sender is told so, without JavaScript too."""
    person = federation.people["finance-lead"]
    page, other = federation.visitor(javascript=False), federation.visitor()
    for visitor in (page, other):
        federation.sign_in(visitor, "finance-lead")
    page.goto("/contracts/new")
    title = f"Kept {uuid.uuid4().hex[:6]}"
    page.get_by_label("Title").fill(title)
    other.goto("/account")
    other.get_by_role("button", name="Sign out on every device").click()
    federation.states.pop("finance-lead", None)
    page.locator("form.form button[type=submit]").click()
    assert "What you sent last was not saved. Sign in and send it again." in words(page), words(page)[:300]
    page.get_by_label("Email").fill(person["email"])
    page.get_by_label("Password", exact=True).fill(person["password"])
    page.get_by_role("button", name="Sign in").click()
    assert page.url.endswith("/contracts/new"), page.url
    assert page.get_by_label("Title").input_value() == "", "a session that was ended puts words into a form"


@journey
def signs_out(federation):
    """Signing out ends the session, also for a page that is still open, which is covered."""
    person = "board-member"
    page = federation.visitor()
    federation.sign_in(page, person)
    page.goto("/board")
    other = page.context.new_page()
    other.goto("/board")
    page.locator("header").get_by_role("button", name="Sign out").first.click()
    other.get_by_role("link", name="Sign in again").wait_for(timeout=15_000)
    assert not other.locator("main").is_visible(), "the other window still shows the board"
    other.goto("/board")
    assert "/sign-in" in other.url, f"the board is still shown: {other.url}"
    federation.states.pop(person, None)


@journey
def components(federation):
    """The page of components is sound on a desk and on a telephone, and its form explains what is wrong."""
    for viewport in (None, PHONE):
        page = federation.visitor(**({"viewport": viewport} if viewport else {}))
        page.goto("/components")
        federation.look(page, "components-telephone" if viewport else "components")
        page.get_by_role("button", name="Save").click()
        federation.look(page, "components-refused-telephone" if viewport else "components-refused")
        page.get_by_role("link", name="Enter a name").click()
        assert page.evaluate("document.activeElement.id") == "name", "the summary does not lead to its field"
