import Foundation
import Testing

@Suite("What a citizen can prove")
struct PaymentProofTests {
    /// A payment with the event, of the last day that has one.
    private func payment(_ event: String, _ month: SealedMonth) throws -> (day: String, id: String)
    {
        let found = try Shell.done(
            "grep -H ',\(event),' 2*/payments.csv | tail -n 1", in: month.out)
        let fields = found.split(separator: ",", omittingEmptySubsequences: false)
        return (String(found.prefix(10)), String(fields[1]))
    }

    private static let events = [
        "captured", "voided", "refunded", "unknown", "paid", "slip", "provisional", "confirmed",
    ]

    @Test("A proof holds, here and for thirty lines that share no code", arguments: events)
    func holds(event: String) throws {
        let month = try SealedMonth.whole.get()
        let (day, id) = try payment(event, month)
        let place = try TemporaryFolder()
        let said = try Shell.done(
            """
            $SUITO proof '\(id)' --data '\(month.books.place)' > proof.json
            $SUITO proof verify proof.json > /dev/null
            $SUITO proof verify proof.json --package \(month.out) --ca \(month.ca)
            python3 $SCRIPTS/check_proof.py proof.json \(month.out)
            """, in: place.path, environment: ["SCRIPTS": Shell.scripts])
        #expect(said.contains(day), "\(said)")
        #expect(said.contains("✔"))
        // The same proof for another payment, or by another text, proves nothing.
        for change in [
            #"s/"payment" : "./"payment" : "7/"#, #"s/"salt" : "./"salt" : "g/"#,
            #"s/"leaf" : /"leaf" : 1/"#, #"s/\\nsuito/\\nx/;s/suito-voucher-1\\n./&0/"#,
            #"s/suito\/999016\\n/&1/"#,
        ] {
            let answer = try Shell.run(
                "sed '\(change)' proof.json > changed.json; ! cmp -s proof.json changed.json; "
                    + "$SUITO proof verify changed.json", in: place.path)
            #expect(answer.status == 1 && answer.text.contains("✘"), "\(change): \(answer.text)")
        }
    }

    @Test("A proof against the package of another day is refused")
    func otherDay() throws {
        let month = try SealedMonth.whole.get()
        let (day, id) = try payment("captured", month)
        #expect(day != "2026-04-10")
        let place = try TemporaryFolder()
        let answer = try Shell.run(
            """
            $SUITO proof \(id) --data '\(month.books.place)' > proof.json
            $SUITO proof verify proof.json --package \(month.out)/2026-04-10 --ca \(month.ca) --json
            """, in: place.path)
        #expect(answer.status == 1 && answer.text.contains("proof-other-checkpoint"))
    }

    @Test("The root of every day follows from its journal and the frontier before it")
    func roots() throws {
        let month = try SealedMonth.whole.get()
        try Shell.done(
            "for day in 2*; do python3 $SCRIPTS/rebuild_root.py $day; done", in: month.out,
            environment: ["SCRIPTS": Shell.scripts])
        let folder = try month.packages(["2026-04-29"])
        let answer = try Shell.run(
            "sed -i '5s/$/0/' 2026-04-29/journal.csv; "
                + "python3 $SCRIPTS/rebuild_root.py 2026-04-29", in: folder.path,
            environment: ["SCRIPTS": Shell.scripts])
        #expect(answer.status == 1 && answer.text.contains("do not lead"), "\(answer.text)")
    }

    @Test("One sealed day continues another, and a proof turned around is refused")
    func days() throws {
        let month = try SealedMonth.whole.get()
        let place = try TemporaryFolder()
        let said = try Shell.done(
            """
            $SUITO proof days 2026-03-31 2026-04-30 --data '\(month.books.place)' > days.json
            $SUITO proof verify days.json --package \(month.out) --ca \(month.ca)
            sed 's/"earlier"/"x"/;s/"later"/"earlier"/;s/"x"/"later"/' days.json > turned.json
            ! $SUITO proof verify turned.json
            ! $SUITO proof verify days.json --package \(month.out)/2026-04-30 --ca \(month.ca)
            """, in: place.path)
        #expect(said.contains("✔"))
    }

    @Test("A payment that nobody knows, and one of an open day, are refused by their code")
    func refused() throws {
        let month = try SealedMonth.whole.get()
        let (_, id) = try payment("captured", month)
        let unknown = try month.books.run("proof", "01kn0bc586mvxywcvez6a6qyfz")
        #expect(unknown.status == 1 && unknown.words.hasPrefix("payment-unknown: "))
        let open = try month.open.run("proof", id)
        #expect(open.status == 1 && open.words.hasPrefix("day-open: "))
    }
}
