/// The shapes of the API, as JSON Schema (draft 2020-12, as OpenAPI 3.1 has it).
///
/// `"@fees"` and its like are put in for the city at hand.
enum OpenAPISchemas {
    static let requests = #"""
        {
          "Text255": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "@text"},
          "Yen": {"type": "integer", "minimum": 1, "maximum": 10000000000,
            "description": "whole yen; never 1.0 or 1e3"},
          "Metadata": {"type": "object", "maxProperties": 15,
            "propertyNames": {"minLength": 1, "maxLength": 30, "pattern": "^[A-Za-z0-9_.-]+$"},
            "additionalProperties": {"oneOf": [
              {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "@text"},
              {"type": "integer", "minimum": -999999999999, "maximum": 999999999999},
              {"type": "boolean"}]},
            "description": "the caller's own notes; they never change"},
          "FeeItem": {"type": "object", "additionalProperties": false, "required": ["fee"],
            "properties": {
              "fee": {"type": "string", "enum": "@fees", "description": "a fee of the catalogue"},
              "quantity": {"type": "integer", "minimum": 1, "maximum": 999, "default": 1}}},
          "BillItem": {"type": "object", "additionalProperties": false, "required": ["bill"],
            "properties": {"bill": {"type": "string", "minLength": 1, "maxLength": 64,
              "pattern": "^[A-Za-z0-9._-]+$",
              "description": "a bill, for what is claimed on it today"}}},
          "PlainItem": {"type": "object", "additionalProperties": false,
            "required": ["amount", "fund", "subject"], "properties": {
              "amount": {"$ref": "#/components/schemas/Yen"},
              "fund": {"type": "string", "enum": "@funds"},
              "subject": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,40}$",
                "description": "款-項-目-節(-細節)"}}},
          "Order": {"type": "object", "additionalProperties": false,
            "required": ["reference", "description", "return_url"],
            "oneOf": [{"required": ["items"], "not": {"anyOf": [
                {"required": ["fund"]}, {"required": ["subject"]}]}},
              {"required": ["amount", "fund", "subject"], "not": {"required": ["items"]}}],
            "properties": {
              "amount": {"$ref": "#/components/schemas/Yen",
                "description": "beside items: their sum, as the caller believes it"},
              "items": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"oneOf": [
                {"$ref": "#/components/schemas/FeeItem"},
                {"$ref": "#/components/schemas/BillItem"},
                {"$ref": "#/components/schemas/PlainItem"}]}},
              "fund": {"type": "string", "enum": "@funds"},
              "subject": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,40}$"},
              "reference": {"$ref": "#/components/schemas/Text255",
                "description": "the caller's own number"},
              "description": {"$ref": "#/components/schemas/Text255",
                "description": "what the citizen reads; no name of a person"},
              "return_url": {"type": "string", "minLength": 8, "maxLength": 2000,
                "pattern": "@url", "description": "where the citizen comes back to"},
              "language": {"type": "string", "enum": ["ja", "en"], "default": "ja"},
              "metadata": {"$ref": "#/components/schemas/Metadata"},
              "delayed_capture": {"type": "boolean", "default": false},
              "email": {"type": "string", "minLength": 5, "maxLength": 254, "pattern": "@mail"},
              "office": {"type": "string", "enum": "@offices"},
              "provider": {"type": "string", "enum": "@providers",
                "description": "the one that may be chosen; else the citizen chooses"}@more}},
          "RefundOrder": {"type": "object", "additionalProperties": false, "required": ["amount"],
            "properties": {"amount": {"$ref": "#/components/schemas/Yen"},
              "refund_amount_available": {"type": "integer", "minimum": 0,
                "maximum": 10000000000,
                "description": "what the caller believes can be refunded; must be so, else 412"},
              "reason": {"$ref": "#/components/schemas/Text255"}}},
          "Nothing": {"type": "object", "additionalProperties": false}
        }
        """#

    static let answers = #"""
        {
          "Error": {"type": "object", "additionalProperties": false,
            "required": ["code", "description"], "properties": {
              "code": {"type": "string", "enum": "@codes"},
              "field": {"type": "string"}, "header": {"type": "string"},
              "description": {"type": "string"}}},
          "PaymentID": {"type": "string", "pattern": "^[0-7][0-9a-hjkmnp-tv-z]{25}$"},
          "Time": {"type": "string", "format": "date-time"},
          "Link": {"type": "object", "additionalProperties": false,
            "required": ["href", "method"], "properties": {
              "href": {"type": "string"}, "method": {"type": "string", "enum": ["GET", "POST"]}}},
          "State": {"type": "object", "additionalProperties": false,
            "required": ["status", "finished"], "properties": {
              "status": {"type": "string", "enum": ["created", "started", "submitted",
                "capturable", "success", "failed", "cancelled", "error"]},
              "finished": {"type": "boolean"},
              "code": {"type": "string", "pattern": "^P[0-9]{4}$"},
              "message": {"type": "string"}}},
          "Payment": {"type": "object", "additionalProperties": false,
            "required": ["payment_id", "live", "amount", "currency", "reference", "description",
              "language", "return_url", "state", "delayed_capture", "created_date",
              "expires_date", "items", "refund_summary", "settlement_summary", "_links"],
            "properties": {
              "payment_id": {"$ref": "#/components/schemas/PaymentID"},
              "live": {"type": "boolean", "description": "false: no money moves"},
              "amount": {"type": "integer"}, "currency": {"const": "JPY"},
              "reference": {"type": "string"}, "description": {"type": "string"},
              "language": {"enum": ["ja", "en"]}, "return_url": {"type": "string"},
              "state": {"$ref": "#/components/schemas/State"},
              "delayed_capture": {"type": "boolean"},
              "created_date": {"$ref": "#/components/schemas/Time"},
              "expires_date": {"$ref": "#/components/schemas/Time"},
              "items": {"type": "array", "items": {"type": "object",
                "required": ["name", "quantity", "amount"], "properties": {
                  "fee": {"type": "string"}, "bill": {"type": "string"},
                  "fund": {"type": "string"}, "subject": {"type": "string"},
                  "name": {"type": "string"}, "quantity": {"type": "integer"},
                  "amount": {"type": "integer"}}}},
              "refund_summary": {"type": "object",
                "required": ["status", "amount_available", "amount_submitted"], "properties": {
                  "status": {"enum": ["pending", "unavailable", "available", "full"]},
                  "amount_available": {"type": "integer"},
                  "amount_submitted": {"type": "integer"}}},
              "settlement_summary": {"type": "object", "required": ["sealed"], "properties": {
                "capture_submit_time": {"$ref": "#/components/schemas/Time"},
                "captured_date": {"type": "string", "format": "date"},
                "settled_date": {"type": "string", "format": "date"},
                "sealed": {"type": "boolean",
                  "description": "the day is closed and its package signed"}}},
              "metadata": {"type": "object"}, "email": {"type": "string"},
              "payment_provider": {"type": "string"}, "provider_id": {"type": "string"},
              "method": {"type": "string"},
              "card_details": {"type": "object", "properties": {
                "card_brand": {"type": "string"},
                "last_digits_card_number": {"type": "string", "pattern": "^[0-9]{4}$"}}},
              "_links": {"type": "object", "required": ["self", "events", "refunds"],
                "additionalProperties": {"$ref": "#/components/schemas/Link"},
                "description":
                "next_url opens the page once; the others are there while allowed"}}},
          "Payments": {"type": "object", "additionalProperties": false,
            "required": ["total", "count", "page", "results", "_links"], "properties": {
              "total": {"type": "integer"}, "count": {"type": "integer"},
              "page": {"type": "integer"},
              "results": {"type": "array", "items": {"$ref": "#/components/schemas/Payment"}},
              "_links": {"type": "object", "required": ["self", "first_page", "last_page"],
                "additionalProperties": {"$ref": "#/components/schemas/Link"}}}},
          "Events": {"type": "object", "additionalProperties": false,
            "required": ["payment_id", "events", "_links"], "properties": {
              "payment_id": {"$ref": "#/components/schemas/PaymentID"},
              "events": {"type": "array", "items": {"type": "object",
                "required": ["payment_id", "event", "state", "updated"], "properties": {
                  "payment_id": {"$ref": "#/components/schemas/PaymentID"},
                  "event": {"type": "string"},
                  "state": {"$ref": "#/components/schemas/State"},
                  "updated": {"$ref": "#/components/schemas/Time"},
                  "_links": {"type": "object"}}}},
              "_links": {"type": "object"}}},
          "Refund": {"type": "object", "additionalProperties": false,
            "required": ["refund_id", "payment_id", "amount", "created_date", "status", "_links"],
            "properties": {
              "refund_id": {"$ref": "#/components/schemas/PaymentID"},
              "payment_id": {"$ref": "#/components/schemas/PaymentID"},
              "amount": {"type": "integer"},
              "created_date": {"$ref": "#/components/schemas/Time"},
              "status": {"enum": ["submitted", "success", "error"]},
              "waits_for_approval": {"type": "array", "items": {"type": "string"},
                "description": "why a second person must agree first"},
              "_links": {"type": "object"}}},
          "Refunds": {"type": "object", "additionalProperties": false,
            "required": ["payment_id", "refunds", "_links"], "properties": {
              "payment_id": {"$ref": "#/components/schemas/PaymentID"},
              "refunds": {"type": "array", "items": {"$ref": "#/components/schemas/Refund"}},
              "_links": {"type": "object"}}},
          "PaymentLink": {"type": "object", "additionalProperties": false,
            "required": ["link_id", "reference", "description", "single_use", "paid",
              "created_date", "_links"],
            "properties": {
              "link_id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
              "amount": {"type": "integer"}, "reference": {"type": "string"},
              "description": {"type": "string"}, "single_use": {"type": "boolean"},
              "paid": {"type": "boolean"},
              "created_date": {"$ref": "#/components/schemas/Time"},
              "expires_date": {"$ref": "#/components/schemas/Time"},
              "disabled_date": {"$ref": "#/components/schemas/Time"},
              "_links": {"type": "object", "required": ["self", "pay"],
                "additionalProperties": {"$ref": "#/components/schemas/Link"}}}},
          "PaymentLinks": {"type": "object", "additionalProperties": false,
            "required": ["links", "_links"], "properties": {
              "links": {"type": "array", "items": {"$ref": "#/components/schemas/PaymentLink"}},
              "_links": {"type": "object"}}},
          "Health": {"type": "object", "required": ["status"], "properties": {
            "status": {"enum": ["live", "ready", "not-ready"]},
            "checks": {"type": "object",
              "additionalProperties": {"enum": ["ok", "failed"]}}}}
        }
        """#
}
