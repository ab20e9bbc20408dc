"""Drives PayPay's simulator with PayPay's own client, which signs by itself.

usage: paypay_client.py ADDRESS KEY SECRET MERCHANT
"""
import json
import sys
import urllib.request

import paypayopa

address, key, secret, merchant = sys.argv[1:]


def steer(step, **wishes):
    request = urllib.request.Request(
        f"{address}/_simulator/{step}", json.dumps(wishes).encode(), method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def client(secret=secret):
    made = paypayopa.Client(auth=(key, secret), production_mode=False, base_url=address)
    made.set_assume_merchant(merchant)
    return made


def code(answer):
    return answer["resultInfo"]["code"]


def create(number, amount=300):
    return paypay.Code.create_qr_code({
        "merchantPaymentId": number, "codeType": "ORDER_QR",
        "amount": {"amount": amount, "currency": "JPY"},
        "orderDescription": "住民票の写し", "isAuthorization": False,
        "redirectUrl": "https://city.example/back", "redirectType": "WEB_LINK",
    })


paypay = client()

made = create("SDK-0001")
assert code(made) == "SUCCESS", made
assert made["data"]["url"].startswith(address), made
assert made["data"]["codeId"].startswith("04-"), made
assert made["data"]["deeplink"].startswith("paypay://"), made
assert made["data"]["orderDescription"] == "住民票の写し", made
assert code(create("SDK-0001")) == "DUPLICATE_DYNAMIC_QR_REQUEST"

open_code = paypay.Code.get_payment_details("SDK-0001")
assert open_code["data"]["status"] == "CREATED", open_code
assert code(paypay.Payment.get_payment_details("SDK-0001")) == "RESOURCE_NOT_FOUND"

steer("pay", payment="SDK-0001")
paid = paypay.Code.get_payment_details("SDK-0001")["data"]
assert paid["status"] == "COMPLETED" and paid["amount"]["amount"] == 300, paid
assert paypay.Payment.get_payment_details("SDK-0001")["data"] == paid
assert code(paypay.Code.delete_qr_code(made["data"]["codeId"])) == "DYNAMIC_QR_ALREADY_PAID"


def refund(number, amount):
    return paypay.Payment.refund_payment({
        "merchantRefundId": number, "paymentId": paid["paymentId"], "reason": "二重払い",
        "amount": {"amount": amount, "currency": "JPY"},
    })


assert code(paypay.Payment.refund_details("SDK-R1")) == "NO_SUCH_REFUND_ORDER"
assert refund("SDK-R1", 301)["resultInfo"]["codeId"] == "00200015"
given = refund("SDK-R1", 100)
assert given["data"]["status"] == "REFUNDED" and given["data"]["amount"]["amount"] == 100, given
assert paypay.Payment.refund_details("SDK-R1")["data"] == given["data"]
assert refund("SDK-R2", 100)["resultInfo"]["codeId"] == "00200014"
assert code(paypay.Payment.cancel_payment("SDK-0001")) == "ORDER_NOT_REVERSIBLE"

create("SDK-0002")
steer("pay", payment="SDK-0002")
assert code(paypay.Payment.cancel_payment("SDK-0002")) == "REQUEST_ACCEPTED"
cancelled = paypay.Code.get_payment_details("SDK-0002")["data"]
assert cancelled["status"] == "CANCELED" and cancelled["canceledAt"], cancelled

unpaid = create("SDK-0003")["data"]["codeId"]
assert code(paypay.Code.delete_qr_code(unpaid)) == "SUCCESS"
assert code(paypay.Code.delete_qr_code(unpaid)) == "DYNAMIC_QR_NOT_FOUND"
assert code(paypay.Code.get_payment_details("SDK-0003")) == "DYNAMIC_QR_PAYMENT_NOT_FOUND"

create("SDK-0004")
steer("pay", payment="SDK-0004", outcome="fail")
assert paypay.Code.get_payment_details("SDK-0004")["data"]["status"] == "FAILED"

assert code(client("another secret").Code.get_payment_details("SDK-0001")) == "UNAUTHORIZED"
stranger = client()
stranger.set_assume_merchant("somebody else")
assert code(stranger.Code.get_payment_details("SDK-0001")) == "OPA_CLIENT_NOT_FOUND"

print("content")
