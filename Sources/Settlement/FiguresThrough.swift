public import Money

/// The figures of a day with what its month and its year have brought so far.
public struct FiguresThrough: Sendable {
    public var day: DayFigures
    /// From the first of the month.
    public var month: DayFigures
    /// A row with a fiscal year counts since its year began, also behind its end (出納整理期間);
    /// everything else since 1 April.
    public var year: DayFigures
    /// The day is closed and its figures are kept.
    public var isClosed: Bool
    /// The last day that reconciliation has looked through; nil before its first run.
    public var reconciledThrough: BookDay?
    /// Files that came in since that run.
    public var filesSince: Int

    public init(_ day: BookDay, isClosed: Bool, reconciledThrough: BookDay?, filesSince: Int) {
        self.day = DayFigures(day: day)
        month = DayFigures(day: day)
        year = DayFigures(day: day)
        self.isClosed = isClosed
        self.reconciledThrough = reconciledThrough
        self.filesSince = filesSince
    }

    /// Adds figures of days up to ``day``: those before the year, those of the year before the
    /// month, of the month, or of the day itself.
    public mutating func add(_ figures: DayFigures, of days: Span) {
        switch days {
        case .formerYears: year.addRows(of: figures) { $0.fiscalYear != nil }
        case .year: year.add(figures)
        case .month:
            year.add(figures)
            month.add(figures)
        case .day:
            year.add(figures)
            month.add(figures)
            day.add(figures)
        }
    }

    public enum Span: Sendable { case formerYears, year, month, day }

    /// How a day stands to the day of the figures.
    public func span(of other: BookDay) -> Span {
        if other == day.day { return .day }
        if other >= FiguresThrough.monthStart(of: day.day) { return .month }
        return other >= FiguresThrough.yearStart(of: day.day) ? .year : .formerYears
    }

    /// The first of a day's month.
    public static func monthStart(of day: BookDay) -> BookDay {
        day.adding(1 - day.civil.day)
    }

    /// The 1 April of a day's fiscal year.
    public static func yearStart(of day: BookDay) -> BookDay {
        BookDay(year: day.fiscalYear.year, month: 4, day: 1) ?? day
    }
}
