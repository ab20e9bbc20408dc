"""Looks at the page behind a receipt's QR code, and fetches the proof where there is one.

usage: proof_page.py URL before|after FOLDER

Pictures go into FOLDER. Prints the proof. Ends with 1 where a rule of axe-core is broken or the
page does not come.
"""
import sys, urllib.request

from pages import By, browser, end, judge, wait

url, when, folder = sys.argv[1:4]
driver = browser(390, 900)
try:
    driver.get(url)
    wait(driver, "締め前です" if when == "before" else "収納の証明があります")
    judge(driver, f"proof-{when}", folder)
    driver.find_element(By.LINK_TEXT, "English").click()
    wait(driver, "Not closed yet" if when == "before" else "There is a proof")
    judge(driver, f"proof-{when}-english", folder)
    if when == "after":
        link = driver.find_element(By.LINK_TEXT, "Get the proof").get_attribute("href")
        answer = urllib.request.urlopen(link, timeout=120)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        print("PROOF " + answer.read().decode().replace("\n", ""))
finally:
    driver.quit()
end()
