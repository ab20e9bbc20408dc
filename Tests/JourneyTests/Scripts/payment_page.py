"""Pays in a real browser, and holds every page against the rules of axe-core.

usage: payment_page.py NEXT_URL SIMULATOR FOLDER

NEXT_URL opens the page of a payment that can be paid with PayPay's QR code; SIMULATOR is where the
simulator of PayPay listens, at which it is paid. Pictures go into FOLDER. Prints a line a page; ends
with 1 where a rule is broken or a page does not come.
"""
import json, sys, urllib.request

from pages import By, browser, end, judge, press, wait

next_url, simulator, folder = sys.argv[1:4]

driver = browser(390, 900)
try:
    driver.get(next_url)
    wait(driver, "お支払い")
    judge(driver, "choose", folder)
    driver.find_element(By.LINK_TEXT, "English").click()
    wait(driver, "Payment")
    judge(driver, "choose-english", folder)
    driver.find_element(By.LINK_TEXT, "日本語").click()
    wait(driver, "お支払い")
    driver.find_element(By.PARTIAL_LINK_TEXT, "お支払いをやめる").click()
    wait(driver, "やめますか")
    judge(driver, "leave", folder)
    driver.find_element(By.LINK_TEXT, "お支払いを続ける").click()
    wait(driver, "お支払い")
    press(driver, "value", "paypay-online")
    wait(driver, "PayPay でのお支払い")
    judge(driver, "scan", folder)
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
    judge(driver, "done", folder)
    print(driver.find_element(By.CLASS_NAME, "slip").text)
    driver.get(next_url)
    wait(driver, "この画面は開けません")
    judge(driver, "token-used", folder)
finally:
    driver.quit()
end()
