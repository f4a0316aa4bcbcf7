"""The live page in a real Chromium."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

import orjson
import pytest

from tests.browser.conftest import Running
from tests.gateway.samples import alert, count, enriched, value
from tests.kafka import wait_until

pytestmark = pytest.mark.browser
ROW = "#list .row"


def wait(page: Any, expression: str, arg: Any = None, seconds: float = 15.0) -> None:
    """Wait until an expression holds; Playwright's own way needs eval, which the page's policy forbids."""
    wait_until(lambda: page.evaluate(expression, arg), seconds, expression, every=0.02)


def opened(page: Any, running: Running, path: str = "/", rows: int | None = None) -> Any:
    page.goto(running.url + path)
    wait(page, "document.getElementById('status').dataset.state === 'live'")
    if rows is not None:
        wait(page, f"document.querySelectorAll('{ROW}').length === {rows}")
    return page


def first(page: Any, number: int) -> Any:
    """Wait until an incident is the first of the list."""
    id = f"urn:tocsin:incident:{number:08x}"
    wait(
        page,
        """id => [...document.querySelectorAll("#list .row")].some(
          (row) => row.dataset.id === id && row.getAttribute("aria-posinset") === "1")""",
        arg=id,
    )
    return page.locator(f'[data-id="{id}"]')


def test_an_alert_appears_in_the_list_and_on_the_map_without_reload(page: Any, running: Running) -> None:
    running.put(value(1))
    running.start()
    opened(page, running, rows=1)
    page.evaluate("window.same = true")
    counts = [count("killed", 14, None, qualifier="at_least"), count("killed", 5, 5, "children")]
    place = {"name": "Dovhyi Yar", "country": "UKR", "where_prec": 1, "latitude": 49.9, "longitude": 36.4}
    running.put(value(2, counts=counts, place=place))
    row = first(page, 2)
    text = row.inner_text()
    assert "At least 14 people killed, among them 5 children" in text and "14+" in text
    assert "Dovhyi Yar" in text and "1 March 2026" in text
    page.wait_for_selector('#marks .mark[data-ids*="00000002"]')
    assert page.locator("#count").inner_text() == "2 incidents"
    assert page.evaluate("window.same") is True


def test_an_update_moves_its_incident_up_and_tells_its_history(page: Any, running: Running) -> None:
    running.put(value(1), value(2))
    running.start()
    opened(page, running, rows=2)
    running.put(value(1, 2, number_of_sources=3))
    changed = alert(1, 2)
    changed["sent"] = "2026-03-02T00:00:00+00:00"
    changed["identifier"] += "b"
    changed["incident"]["revision"] = 3
    running.put(orjson.dumps(changed))
    row = first(page, 1)
    row.click()
    page.wait_for_selector("#detail h2")
    wait(page, "document.querySelectorAll('.history li').length === 3")
    assert "First report" in page.locator(".history li").last.inner_text()
    assert "Raised from" in page.locator(".history li").first.inner_text()
    assert "2 updates" in row.inner_text()


def test_the_proof_is_marked_in_its_article(page: Any, running: Running) -> None:
    running.put(value(3))
    running.texts.append(enriched(3))
    running.start()
    opened(page, running, rows=1)
    page.locator(ROW).click()
    mark = page.wait_for_selector(".article mark")
    quote = alert(3)["incident"]["reports"][0]["quote"]
    assert mark.inner_text() == quote
    assert "began quietly" in page.locator(".article").inner_text()
    assert page.url.endswith("#" + "urn%3Atocsin%3Aincident%3A00000003")


def test_letters_beyond_the_basic_plane_do_not_shift_the_mark(page: Any, running: Running) -> None:
    body = "\U0001f4f0\U0001f4f0 News.\nNine people were killed \U0001f56f in Gao Nord."
    start = body.index("Nine")
    report = {**alert(3)["incident"]["reports"][0], "quote": body[start:], "start": start, "end": len(body)}
    article = {**orjson.loads(enriched(3)), "bodies": [{"value": body}]}
    running.put(value(3, reports=[report]))
    running.texts.append(orjson.dumps(article))
    running.start()
    opened(page, running, rows=1)
    page.locator(ROW).click()
    assert page.wait_for_selector(".article mark").inner_text() == body[start:]


def test_filters_live_in_the_address(page: Any, running: Running) -> None:
    running.put(*(value(number) for number in range(32)))
    running.start()
    opened(page, running)
    page.fill("#f-country", "SDN")
    page.locator("#f-country").press("Enter")
    wait(page, "document.getElementById('count').textContent === '2 incidents'")
    assert "country=SDN" in page.url
    running.put(value(33), value(36))
    wait(page, "document.getElementById('count').textContent === '3 incidents'")
    page.fill("#search", "nowhere at all")
    page.wait_for_selector("#empty:not([hidden])")
    assert "q=nowhere" in page.url
    page.go_back()
    wait(page, "document.getElementById('count').textContent === '3 incidents'")
    assert page.input_value("#search") == "" and page.input_value("#f-country") == "SDN"
    opened(page, running, "/?country=SDN&msgtype=Alert", rows=3)
    assert page.locator(".filters .chip").inner_text() == "msgtype: Alert ✕"
    page.click("#clear")
    wait(page, "document.getElementById('count').textContent === '34 incidents'")
    assert "?" not in page.url


HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>"\'`;--></title>{{7*7}}\u202e'


def test_what_publishers_write_stays_text(page: Any, running: Running) -> None:
    """Script in the headline, quotation, source, place, party, article and link: none runs, all is shown."""
    report = {
        **alert(1)["incident"]["reports"][0],
        "quote": HOSTILE,
        "source": HOSTILE,
        "article": "javascript:window.pwned=1",
    }
    hostile = alert(
        1,
        place={"name": HOSTILE, "country": "SYR", "where_prec": 1, "latitude": 1.0, "longitude": 1.0, "adm_1": HOSTILE},
        reported_by=[{"name": HOSTILE, "role": "media"}],
        perpetrators=[{"name": HOSTILE, "type": "named", "position": "suspected", "text": HOSTILE}],
        counts=[count("killed", 3, 3, HOSTILE, text=HOSTILE)],
        reports=[report],
        victims=[{"name": HOSTILE, "age": 3, "kind": "killed"}],
        date={"start": None, "end": None, "precision": 5, "text": HOSTILE},
    )
    info = hostile["info"][0]
    info.update(headline=HOSTILE, event=HOSTILE, description=HOSTILE, area=[{"areaDesc": HOSTILE}])
    article = {**orjson.loads(enriched(1)), "uri": report["article"], "bodies": [{"value": f"Before. {HOSTILE} After."}]}
    article["headlines"] = [{"value": HOSTILE}]
    notice = alert(9)
    notice["status"], notice["sent"] = "System", time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    notice["info"][0].update(headline=HOSTILE, description=HOSTILE)
    running.put(orjson.dumps(hostile), orjson.dumps(notice))
    running.texts.append(orjson.dumps(article))
    running.start()
    opened(page, running, rows=1)
    page.wait_for_selector("#notices p")
    page.locator("#marks .mark").hover()
    page.locator(ROW).click()
    page.wait_for_selector(".article mark")
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, main script, main a[href^='javascript']").count() == 0
    assert page.locator(".article mark").inner_text() == HOSTILE
    for place in (".row .place", ".report figcaption", ".facts", ".article h4", "#notices p", ".detail table"):
        assert "onerror" in page.locator(place).first.inner_text(), place


def test_dark_mode_follows_the_system_and_the_reader(page: Any, running: Running) -> None:
    running.put(value(1))
    running.start()
    page.emulate_media(color_scheme="dark")
    opened(page, running, rows=1)

    def paper() -> int:
        red = re.findall(r"\d+", page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))[0]
        return int(red)

    assert paper() < 60
    page.click("#theme")
    assert paper() > 200
    page.reload()
    page.wait_for_selector(ROW)
    assert paper() > 200, "what the reader chose is remembered"


def frames(page: Any, rows: int) -> float:
    """Scroll 50 rows a frame, down and from the top again, 100 times; the middle time of a frame, ms."""
    times: list[float] = page.evaluate(
        """async rows => {
          const box = document.getElementById("list"), times = [], jumps = rows / 50;
          let last = performance.now();
          for (let step = 1; step <= 100; step++) {
            box.scrollTop = (box.scrollHeight / jumps) * ((step - 1) % jumps + 1);
            await new Promise(requestAnimationFrame);
            const now = performance.now(); times.push(now - last); last = now;
          }
          return times;
        }""",
        rows,
    )
    return statistics.median(times)


def test_five_thousand_incidents_scroll_as_fast_as_five_hundred(page: Any, running: Running) -> None:
    running.put(*(value(number) for number in range(500)))
    running.start()
    opened(page, running)
    wait(page, "document.querySelector('.row')?.getAttribute('aria-setsize') === '500'", seconds=60)
    few = frames(page, 500)
    running.put(*(value(number) for number in range(500, 5000)))
    page.reload()
    wait(page, "document.querySelector('.row')?.getAttribute('aria-setsize') === '5000'", seconds=60)
    assert page.locator(ROW).count() < 60
    many = frames(page, 5000)
    assert page.locator('[aria-posinset="5000"]').count() == 1
    print(f"a frame takes {few:.0f} ms with 500 incidents, {many:.0f} ms with 5,000")
    assert many < 3 * max(few, 1000 / 60)
    running.put(value(6000))
    page.wait_for_selector("#fresh:not([hidden])")
    assert page.evaluate("document.getElementById('list').scrollTop") > 1000, "what the reader reads stays in sight"


def test_a_lost_connection_recovers_and_misses_nothing(page: Any, running: Running) -> None:
    running.put(value(1))
    running.start()
    opened(page, running, rows=1)
    running.stop()
    wait(page, "document.getElementById('status').dataset.state === 'lost'")
    running.values += [value(number) for number in range(2, 6)]
    running.start()
    wait(page, "document.getElementById('status').dataset.state === 'live'", seconds=30)
    first(page, 5)
    assert page.locator(ROW).count() == 5
    running.put(value(7))
    first(page, 7)


def test_the_keyboard_does_all(page: Any, running: Running) -> None:
    running.put(*(value(number) for number in range(30)))
    running.start()
    opened(page, running)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "list"
    for key in ("ArrowDown", "ArrowDown", "j", "k", "j"):
        page.keyboard.press(key)
    active = page.evaluate(
        """document.getElementById(document.getElementById("list").getAttribute("aria-activedescendant"))
          .getAttribute("aria-posinset")"""
    )
    assert active == "3"
    page.keyboard.press("Enter")
    page.wait_for_selector("#detail h2")
    assert page.evaluate("document.activeElement.id") == "detail"
    page.keyboard.press("Escape")
    page.wait_for_selector("#detail", state="hidden")
    page.keyboard.press("End")
    page.wait_for_selector('[aria-posinset="30"][aria-selected="true"]')
    page.keyboard.press("?")
    assert page.locator("#help-box").is_visible()


def test_a_phone_shows_list_map_and_incident_one_at_a_time(page: Any, running: Running) -> None:
    running.put(*(value(number) for number in range(8)))
    running.start()
    page.set_viewport_size({"width": 390, "height": 800})
    opened(page, running)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.locator("#map").is_visible()
    page.click('.tabs [data-view="map"]')
    page.wait_for_selector("#marks .mark")
    assert not page.locator("#list").is_visible()
    page.click('.tabs [data-view="list"]')
    page.locator(ROW).first.click()
    page.wait_for_selector("#detail h2")
    box = page.locator("#detail").bounding_box()
    assert box["width"] >= 380 and box["height"] >= 700
    page.click("#detail .close")
    assert page.locator("#list").is_visible()


def test_sound_and_notifications_only_on_request(page: Any, running: Running) -> None:
    running.put(value(1))
    running.start()
    page.context.grant_permissions(["notifications"], origin=running.url)
    page.add_init_script(
        """window.rung = 0; window.noted = [];
        const real = AudioContext.prototype.createOscillator;
        AudioContext.prototype.createOscillator = function () { window.rung++; return real.call(this); };
        window.Notification = class {
          static permission = "granted"; static requestPermission() { return Promise.resolve("granted"); }
          constructor(title, more) { window.noted.push([title, more.body]); } };"""
    )
    opened(page, running, rows=1)
    running.put(value(2))
    first(page, 2)
    assert page.evaluate("[window.rung, window.noted.length]") == [0, 0]
    page.click("#sound")
    page.click("#notify")
    page.wait_for_selector('#notify[aria-pressed="true"]')
    before = page.evaluate("window.rung")
    running.put(value(3))
    wait(page, "window.noted.length === 1")
    assert page.evaluate("window.rung") > before
    assert "killed" in page.evaluate("window.noted[0][0]")


def test_a_gateway_with_tokens_asks_for_one(page: Any, running: Running) -> None:
    running.put(value(1))
    running.start(gateway_tokens="desk:desk-token-0123456789")
    page.goto(running.url)
    page.wait_for_selector("#sign-in[open]")
    page.fill("#token", "wrong-token-0123456789")
    page.keyboard.press("Enter")
    wait(page, "document.getElementById('sign-in-wrong').textContent !== ''")
    page.fill("#token", "desk-token-0123456789")
    page.keyboard.press("Enter")
    page.wait_for_selector(ROW)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(chromium: Any, running: Running, axe: str, scheme: str, width: int) -> None:
    running.put(*(value(number) for number in range(40)), value(3, 2, change="withdrawn"))
    running.texts.append(enriched(5))
    running.start()
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    found = []
    for path in (
        "/",
        "/?state=all#urn:tocsin:incident:00000005",
        "/?q=nothing-like-it",
        "/?state=withdrawn#urn:tocsin:incident:00000003",
    ):
        page.goto("about:blank")
        opened(page, running, path)
        if "#" in path:
            page.wait_for_selector("#detail h2")
        page.wait_for_timeout(300)
        page.evaluate(axe)
        for finding in page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations)"):
            if finding["impact"] in ("serious", "critical"):
                nodes = [(node["target"], node["any"][0]["message"] if node["any"] else "") for node in finding["nodes"][:3]]
                found.append((path, finding["id"], nodes))
    context.close()
    assert not found, found
