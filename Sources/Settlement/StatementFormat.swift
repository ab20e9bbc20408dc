/// A form in which an account's statement is written, line by line.
public protocol StatementFormat: Sendable {
    mutating func begin(_ statement: AccountStatement, to bytes: inout [UInt8])
    mutating func append(_ line: AccountStatement.Line, to bytes: inout [UInt8])
    mutating func end(_ statement: AccountStatement, to bytes: inout [UInt8])
}
