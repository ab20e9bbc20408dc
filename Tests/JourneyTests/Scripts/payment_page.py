"""Pays in a real browser, and holds every page against the rules of axe-core.

usage: payment_page.py NEXT_URL SIMULATOR FOLDER

NEXT_URL opens the page of a payment that can be paid with PayPay's QR code; SIMULATOR is where the
simulator of PayPay listens, at which it is paid. Pictures go into FOLDER. Prints a line a page; ends
with 1 where a rule is broken or a page does not come.
"""
import json, os, sys, urllib.request

import axe_core_python
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

next_url, simulator, folder = sys.argv[1:4]
axe = open(os.path.join(os.path.dirname(axe_core_python.__file__), "axe.min.js")).read()
broken = []


def browser(width, height, script=True):
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 f"--window-size={width},{height}", "--lang=ja"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": "ja"})
    if not script:
        options.add_experimental_option(
            "prefs", {"profile.managed_default_content_settings.javascript": 2})
    service = webdriver.ChromeService("/usr/bin/chromedriver")
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(120)
    driver.set_script_timeout(120)
    return driver


def judge(driver, name):
    for width in (390, 1200):
        driver.set_window_size(width, 1100)
        driver.save_screenshot(os.path.join(folder, f"{name}-{width}.png"))
        # In the page's world and past its policy, as an extension would be.
        driver.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
        found = driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run().then(result => done(result), error => done({violations: [{id: String(error)}]}));")
        violations = [v["id"] + " " + json.dumps([n["target"] for n in v.get("nodes", [])])
                      for v in found["violations"]]
        wide = driver.execute_script(
            "return document.documentElement.scrollWidth > window.innerWidth")
        if wide:
            violations.append("wider than the window")
        broken.extend(f"{name}: {v}" for v in violations)
        print(f"{name} {width}: {len(found.get('passes', []))} rules, {len(violations)} broken")


def wait(driver, text):
    WebDriverWait(driver, 120).until(
        lambda d: text in d.find_element(By.TAG_NAME, "h1").text, f"no page {text!r}")


driver = browser(390, 900)
try:
    driver.get(next_url)
    wait(driver, "お支払い")
    judge(driver, "choose")
    driver.find_element(By.LINK_TEXT, "English").click()
    wait(driver, "Payment")
    judge(driver, "choose-english")
    driver.find_element(By.LINK_TEXT, "日本語").click()
    wait(driver, "お支払い")
    driver.find_element(By.PARTIAL_LINK_TEXT, "お支払いをやめる").click()
    wait(driver, "やめますか")
    judge(driver, "leave")
    driver.find_element(By.LINK_TEXT, "お支払いを続ける").click()
    wait(driver, "お支払い")
    # With the keyboard alone.
    for _ in range(30):
        driver.switch_to.active_element.send_keys(Keys.TAB)
        if driver.switch_to.active_element.get_attribute("value") == "paypay-online":
            break
    driver.switch_to.active_element.send_keys(Keys.ENTER)
    wait(driver, "PayPay でのお支払い")
    judge(driver, "scan")
    # The same page again, in a browser without scripts and with the same cookie.
    page = driver.current_url
    cookies = driver.get_cookies()
    plain = browser(390, 900, script=False)
    try:
        plain.get(page)
        for cookie in cookies:
            plain.add_cookie(cookie)
        plain.get(page)
        wait(plain, "PayPay でのお支払い")
        wish = json.dumps({"payment": page.split("/payment/")[1].split("?")[0]}).encode()
        urllib.request.urlopen(simulator + "/_simulator/pay", data=wish, timeout=120).read()
        plain.find_element(By.PARTIAL_LINK_TEXT, "支払いが終わったら").click()
        wait(plain, "お支払いが完了しました")
    finally:
        plain.quit()
    # The first one was only left open, and has followed.
    wait(driver, "お支払いが完了しました")
    judge(driver, "done")
    print(driver.find_element(By.CLASS_NAME, "slip").text)
    driver.get(next_url)
    wait(driver, "この画面は開けません")
    judge(driver, "token-used")
finally:
    driver.quit()
for line in broken:
    print(line)
sys.exit(1 if broken else 0)
