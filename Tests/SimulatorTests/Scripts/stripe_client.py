"""Drives Stripe's simulator with Stripe's own client.

usage: stripe_client.py ADDRESS KEY SECRET RECEIVER
RECEIVER keeps the notices and hands them out one by one (notice_receiver.py).
"""
import base64
import json
import sys
import urllib.request

import stripe

address, key, secret, receiver = sys.argv[1:]
stripe.max_network_retries = 0
client = stripe.StripeClient(key, base_addresses={"api": address}).v1


def steer(step, **wishes):
    request = urllib.request.Request(
        f"{address}/_simulator/{step}", json.dumps(wishes).encode(), method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def refused(kind, deed):
    try:
        deed()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def intent(amount=600, **more):
    return client.payment_intents.create({
        "amount": amount, "currency": "jpy", "payment_method_types": ["card"],
        "metadata": {"payment_id": "SDK-0001"}, **more,
    })


# Intents
paid = intent(payment_method="pm_card_visa", confirm=True)
assert paid.status == "succeeded" and paid.amount_received == 600, paid
seen = client.payment_intents.retrieve(paid.id, {"expand": ["latest_charge.refunds"]})
assert seen.latest_charge.captured and seen.latest_charge.amount_captured == 600, seen
assert seen.latest_charge.refunds.data == [], seen
step = intent()
assert step.status == "requires_payment_method", step
step = client.payment_intents.confirm(step.id, {"payment_method": "pm_card_jcb"})
assert step.status == "succeeded", step

no = refused(stripe.CardError, lambda: intent(
    payment_method="pm_card_chargeDeclinedInsufficientFunds", confirm=True))
assert no.code == "card_declined" and no.error.decline_code == "insufficient_funds", no
assert no.error.payment_intent.status == "requires_payment_method", no
assert refused(stripe.InvalidRequestError, lambda: intent(49)).code == "amount_too_small"
missing = refused(
    stripe.InvalidRequestError, lambda: client.payment_intents.retrieve("pi_none"))
assert missing.code == "resource_missing" and missing.http_status == 404, missing
wrong = stripe.StripeClient("sk_test_wrong", base_addresses={"api": address}).v1
refused(stripe.AuthenticationError, lambda: wrong.payment_intents.retrieve(paid.id))

# Reserved and taken later; cancelled
held = intent(payment_method="pm_card_visa", confirm=True, capture_method="manual")
assert held.status == "requires_capture" and held.amount_capturable == 600, held
taken = client.payment_intents.capture(held.id, {"amount_to_capture": 500})
assert taken.status == "succeeded" and taken.amount_received == 500, taken
late = refused(stripe.InvalidRequestError, lambda: client.payment_intents.cancel(held.id))
assert late.code == "payment_intent_unexpected_state", late
assert client.payment_intents.cancel(intent().id).status == "canceled"

# Idempotency
keyed = {"idempotency_key": "SDK-KEY"}
body = {"amount": 700, "currency": "jpy"}
first = client.payment_intents.create(body, keyed)
again = client.payment_intents.create(body, keyed)
assert first.id == again.id and again.last_response.headers["Idempotent-Replayed"] == "true"
refused(stripe.IdempotencyError, lambda: client.payment_intents.create(
    {"amount": 800, "currency": "jpy"}, keyed))

# Refunds
back = client.refunds.create({
    "payment_intent": paid.id, "amount": 100, "metadata": {"operation": "SDK-R1"}})
assert back.status == "succeeded" and back.metadata["operation"] == "SDK-R1", back
much = refused(stripe.InvalidRequestError, lambda: client.refunds.create(
    {"payment_intent": paid.id, "amount": 501}))
assert much.param == "amount", much
client.refunds.create({"payment_intent": paid.id})
over = refused(
    stripe.InvalidRequestError, lambda: client.refunds.create({"payment_intent": paid.id}))
assert over.code == "charge_already_refunded", over
assert [r.amount for r in client.refunds.list({"payment_intent": paid.id}).data] == [500, 100]

# A page
page = client.checkout.sessions.create({
    "mode": "payment", "success_url": "https://city.example/back",
    "payment_intent_data": {"metadata": {"payment_id": "SDK-0002"}},
    "line_items": [{"quantity": 2, "price_data": {
        "currency": "jpy", "unit_amount": 150, "product_data": {"name": "住民票の写し"}}}]})
assert page.amount_total == 300 and page.status == "open", page
with urllib.request.urlopen(page.url) as answer:
    assert "300" in answer.read().decode()
steer("pay", payment=page.id)
page = client.checkout.sessions.retrieve(page.id, {"expand": ["payment_intent"]})
assert page.status == "complete" and page.payment_intent.status == "succeeded", page

# Disputes
lost = intent(payment_method="pm_card_createDispute", confirm=True)
dispute = client.disputes.list({"payment_intent": lost.id}).data[0]
assert dispute.status == "needs_response" and dispute.amount == 600, dispute
assert client.disputes.close(dispute.id).status == "lost"

# The balance: what stands there adds up, in pages that overlap nowhere
moves = list(client.balance_transactions.list({"limit": 2}).auto_paging_iter())
assert len({move.id for move in moves}) == len(moves) and len(moves) > 6, len(moves)
assert all(move.net == move.amount - move.fee for move in moves)
charge = next(move for move in moves if move.source == seen.latest_charge.id)
assert charge.fee == 22 and charge.fee_details[0].amount == 22, charge
assert {move.reporting_category for move in moves} == {"charge", "refund", "dispute"}

# Payouts
steer("payout")
payout = client.payouts.list({"limit": 1}).data[0]
assert payout.automatic and payout.amount == sum(move.net for move in moves), payout
of = list(client.balance_transactions.list({"payout": payout.id}).auto_paging_iter())
assert sum(move.net for move in of) == 0 and len(of) == len(moves) + 1, of
assert client.payouts.retrieve(payout.id).amount == payout.amount

# A report
run = client.reporting.report_runs.create({
    "report_type": "payout_reconciliation.itemized.5",
    "parameters": {"interval_start": payout.arrival_date - 86400,
                   "interval_end": payout.arrival_date, "timezone": "Asia/Tokyo"}})
assert run.status == "pending", run
run = client.reporting.report_runs.retrieve(run.id)
assert run.status == "succeeded" and run.result.url.startswith(address), run
fetching = urllib.request.Request(run.result.url, headers={
    "Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()})
with urllib.request.urlopen(fetching) as answer:
    assert answer.read().startswith(b"automatic_payout_id,")

# Notices
kinds = []
while "payout.reconciliation_completed" not in kinds:
    with urllib.request.urlopen(f"{receiver}/next") as answer:
        signature, payload = answer.headers["Stripe-Signature"], answer.read()
    event = stripe.Webhook.construct_event(payload, signature, secret)
    refused(stripe.SignatureVerificationError, lambda: stripe.Webhook.construct_event(
        payload + b" ", signature, secret))
    assert client.events.retrieve(event.id).type == event.type
    kinds.append(event.type)
for kind in ["payment_intent.succeeded", "payment_intent.payment_failed", "refund.created",
             "payment_intent.canceled", "charge.dispute.created", "charge.dispute.closed",
             "checkout.session.completed", "payout.paid"]:
    assert kind in kinds, kind

print("content")
