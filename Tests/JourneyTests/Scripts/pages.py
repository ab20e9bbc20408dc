"""What tests of the pages share: real browsers, and the rules of axe-core."""
import json, os, sys

import axe_core_python
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

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


def judge(driver, name, folder):
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
    # The page before may go away between the two looks.
    gone = (NoSuchElementException, StaleElementReferenceException)
    WebDriverWait(driver, 120, ignored_exceptions=gone).until(
        lambda d: text in d.find_element(By.TAG_NAME, "h1").text, f"no page {text!r}")


def press(driver, attribute, value):
    """Goes there with the keyboard alone, and presses Enter."""
    for _ in range(30):
        driver.switch_to.active_element.send_keys(Keys.TAB)
        if driver.switch_to.active_element.get_attribute(attribute) == value:
            driver.switch_to.active_element.send_keys(Keys.ENTER)
            return
    sys.exit(f"the keyboard does not reach {value!r}")


def end():
    for line in broken:
        print(line)
    sys.exit(1 if broken else 0)
