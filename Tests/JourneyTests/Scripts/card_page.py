"""Pays by card in a real browser: our pages, and the provider's own between them.

usage: card_page.py PAID GIVEN_UP UNKNOWN RESERVED SERVICE FOLDER

The first four open pages of payments: one is paid, one given up, one gets no answer, one is only
reserved. SERVICE is a service in training. Pictures go into FOLDER. Ends with 1 where a rule of
axe-core is broken or a page does not come.
"""
import json, sys, urllib.request

from pages import By, browser, end, judge, press, wait

paid, given_up, unknown, reserved, service, folder = sys.argv[1:7]


def choose(driver, url):
    driver.get(url)
    wait(driver, "お支払い")
    press(driver, "value", "stripe")


def go_to_provider(driver):
    wait(driver, "カードでのお支払い")
    driver.find_element(By.LINK_TEXT, "カードの入力画面へ進む").click()
    wait(driver, "Stripe")


def answer(driver, label):
    driver.find_element(By.XPATH, f"//button[contains(., '{label}')]").click()


driver = browser(390, 900)
try:
    choose(driver, paid)
    wait(driver, "カードでのお支払い")
    judge(driver, "card", folder)
    driver.find_element(By.LINK_TEXT, "English").click()
    wait(driver, "Payment by card")
    judge(driver, "card-english", folder)
    driver.find_element(By.LINK_TEXT, "日本語").click()
    go_to_provider(driver)
    press(driver, "value", "pm_card_visa")
    wait(driver, "お支払いが完了しました")
    judge(driver, "card-done", folder)
    print(driver.find_element(By.CLASS_NAME, "slip").text)
    driver.find_element(By.LINK_TEXT, "English").click()
    wait(driver, "Your payment is complete")
    judge(driver, "card-done-english", folder)

    choose(driver, reserved)
    go_to_provider(driver)
    answer(driver, "カードで支払う")
    wait(driver, "お支払いを受け付けました")
    judge(driver, "reserved", folder)
    driver.find_element(By.LINK_TEXT, "English").click()
    wait(driver, "Your payment is reserved")
    judge(driver, "reserved-english", folder)

    # He comes back without having paid, and the page says that nothing was seen.
    choose(driver, given_up)
    go_to_provider(driver)
    answer(driver, "やめる")
    wait(driver, "カードでのお支払い")
    assert "お支払いをまだ確認できていません" in driver.find_element(By.ID, "status").text
    judge(driver, "card-not-seen", folder)
    driver.find_element(By.LINK_TEXT, "English").click()
    wait(driver, "Payment by card")
    page, cookies = driver.current_url, driver.get_cookies()
    # On without scripts.
    plain = browser(390, 900, script=False)
    try:
        plain.get(page)
        for cookie in cookies:
            plain.add_cookie(cookie)
        plain.get(page.replace("lang=en", "lang=ja"))
        wait(plain, "カードでのお支払い")
        plain.find_element(By.PARTIAL_LINK_TEXT, "お支払いをやめる").click()
        wait(plain, "やめますか")
        answer(plain, "お支払いをやめる")
        wait(plain, "お支払いを取り消しました")
    finally:
        plain.quit()
    # The first one was only left open, and follows.
    wait(driver, "You cancelled this payment")
    judge(driver, "card-cancelled", folder)

    # The provider takes the request, and its answer is lost.
    fault = {"fault": "answer-lost", "times": 1, "method": "POST", "path": "/v1/checkout"}
    urllib.request.urlopen(
        service + "/training/stripe/_simulator/faults", data=json.dumps(fault).encode(),
        timeout=120).read()
    choose(driver, unknown)
    wait(driver, "結果を確認しています")
    judge(driver, "card-unknown", folder)
finally:
    driver.quit()
end()
