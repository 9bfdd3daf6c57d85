"""Takes the pictures in docs/board: a server, an office with callers who wait, and Chromium. Three minutes.

    LAYBY=../../build/release/apps/layby/layby PYTHONPATH=../phones /usr/bin/python3 -B pictures.py
"""
import os
import subprocess
import tempfile
import time

from browser import Browser, Page
from browser_phone import BrowserPhone
from harness import audio
from harness.server import PASSWORD, Server, layby
from harness.sip_peer import SipPeer

PLACE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "board")
PEOPLE = {"201": "Ann Lee", "202": "Sam Ortiz", "203": "Cleo Fox", "204": "Dana Kim", "205": "Dr. J. Wu", "206": "Lena Moss",
          "34600123456": "Maria González", "49305550142": "Jonas Weber", "12025550173": "Northwind Freight",
          "33142685300": "Hôtel Lutetia", "442079460912": "Priya Nair"}
LOTS = """
[[lot]]
name = "reception"
park = "700"
slots = "701-720"
choice = "first"
reminder = "3m"
recall = "5m"
ladder = ["parker 20s"]

[[lot]]
name = "workshop"
park = "800"
slots = "801-810"
choice = "first"
reminder = "90s"
recall = "4m"
ladder = ["parker 20s"]
"""
DESKS = "".join(f'\n[[phone]]\nmac = "{mac}"\nmodel = "{model}"\nuser = "{user}"\n'
                for mac, model, user in (("00:15:65:4a:07:c1", "yealink", "201"), ("00:04:13:71:20:5e", "snom", "202"),
                                         ("00:04:f2:83:66:10", "poly", "203")))


def users():
    return "".join(f'\n[[user]]\nname = "{name}"\ndisplay = "{display}"\npassword = "{PASSWORD}"\n' for name, display in PEOPLE.items())


def talk(caller, callee):
    there = caller.call(callee.user)
    here = callee.expect_call()
    here.ring()
    here.answer()
    there.expect_answer()
    there.ack()
    here.confirmed(speak=False)
    return there, here


def park(caller, parker, target="700"):
    there, here = talk(caller, parker)
    here.refer(target)
    here.bye()
    return there


def main():
    os.makedirs(PLACE, exist_ok=True)
    server = Server(users=(), more=users() + DESKS, lots=LOTS)
    peers = {user: SipPeer(server.port(), user, PASSWORD).registered() for user in PEOPLE}
    browser = Browser(audio.voice_of("203"))
    try:
        was(peers)
        waits(peers)
        take_picture_of_the_phone(browser, server, peers["202"])
        take_picture_of_the_configuration(browser, server)
        take_picture_of_a_card(server)
        take_pictures(browser, server)
    finally:
        browser.close()
        for peer in peers.values():
            peer.close()
        server.close()


def was(peers):
    """What the history tells: some were taken, one hung up."""
    for caller, parker, taker in (("33142685300", "201", "203"), ("442079460912", "202", None), ("12025550173", "204", "206"), ("49305550142", "201", "202")):
        there = park(peers[caller], peers[parker], "700" if parker != "204" else "800")
        time.sleep(2 + len(caller) % 4)
        if taker:
            here = peers[taker].call("701" if parker != "204" else "801")
            here.expect_answer()
            here.ack()
            time.sleep(1)
            here.bye()
            there.expect_bye()
        else:
            there.bye()
        time.sleep(0.5)


def waits(peers):
    """Callers come, the first more than two minutes ago."""
    park(peers["34600123456"], peers["201"])
    time.sleep(60)
    park(peers["12025550173"], peers["202"])
    time.sleep(25)
    park(peers["33142685300"], peers["202"], "800")
    time.sleep(30)
    park(peers["49305550142"], peers["201"])
    time.sleep(8)
    talk(peers["442079460912"], peers["204"])
    peers["205"].call("206")
    peers["206"].expect_call().ring()
    for user, peer in peers.items():
        if len(user) > 3:
            peer.register(expires=0)  # they are outside, not people of the office


def take_picture_of_the_phone(browser, server, caller):
    server.ask("PUT", "/api/v1/accounts/cleo", {"role": "agent", "password": "the word of cleo", "user": "203"})
    page = Page(browser, "softphone", f"http://127.0.0.1:{server.api_port}/")
    page.wait(".door form")
    page.run("await page.getByLabel('Name').fill('cleo'); await page.getByLabel('Password').fill('the word of cleo');"
             "await page.getByRole('button', { name: 'Sign in' }).click()")
    page.wait(".call.late")
    phone = BrowserPhone(page, "203").use()
    there = caller.call("203")
    page.wait(".phone .talk.ringing")
    phone.press("Answer")
    there.expect_answer()
    there.ack()
    there.speak()
    page.wait(".phone .talk.up")
    time.sleep(2)
    picture(page, "softphone")
    there.bye()
    page.close()


def take_picture_of_the_configuration(browser, server):
    page = Page(browser, "configuration", f"http://127.0.0.1:{server.api_port}/#configuration&token={server.token()}")
    page.wait("textarea")
    page.run("await page.evaluate(() => { const area = document.querySelector('textarea'); const at = area.value.indexOf('recall = \"5m\"');"
             "area.focus(); area.setSelectionRange(at, at + 13); area.scrollTop = area.scrollHeight; });"
             "await page.keyboard.insertText('recall = \"4m\"')")
    page.wait("summary:has-text('(1)')")
    page.click("summary")
    picture(page, "configuration")
    page.close()


def take_picture_of_a_card(server):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([layby(), "cards", "201", "--into", folder, "--state", server.state], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["pdftoppm", "-r", "110", "-png", "-f", "1", "-singlefile", os.path.join(folder, "card-201.pdf"), os.path.join(PLACE, "card")],
                       check=True, stderr=subprocess.DEVNULL)


def take_picture_of_the_desks(page):
    page.click("tr:has-text('00:15:65:4a:07:c1') button:has-text('Invite phone')")
    page.wait("section:has(#desk-phones) pre")
    page.run(f"await page.locator('section:has(#desk-phones)').screenshot({{ path: '{PLACE}/desk-phones.png' }})")


def take_pictures(browser, server):
    url = f"http://127.0.0.1:{server.api_port}/"
    key = f"#token={server.token()}"
    screens = {"light": ("", {}), "dark": ("", {"colorScheme": "dark"}), "wall": ("?wall", {"viewport": {"width": 1600, "height": 900}}),
               "phone": ("", {"viewport": {"width": 375, "height": 812}, "deviceScaleFactor": 1.5})}
    for name, (where, options) in screens.items():
        page = Page(browser, name, url + where + key, phone="203", options=options)
        page.wait(".call.late")
        picture(page, name)
    for name in ("history", "reports", "phones"):
        page = Page(browser, name, f"{url}#{name}&{key[1:]}", phone="203")
        page.wait("main table")
        if name == "history":
            page.click("tr.entry .opener")
            page.wait(".steps")
        picture(page, name)
        if name == "phones":
            take_picture_of_the_desks(page)
    door = Page(browser, "sign-in", url)
    door.wait(".door form")
    picture(door, "sign-in")
    wait = Page(browser, "offline", url + key, phone="203")
    wait.wait(".call.late")
    server.kill()
    wait.wait(".banner.lost")
    picture(wait, "offline")
    server.start()


def picture(page, name):
    page.run(f"await page.waitForTimeout(900); await page.screenshot({{ path: '{PLACE}/{name}.png' }})")


if __name__ == "__main__":
    main()
